import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { expect, test } from 'vitest';

import { createFixedClock } from './fixed-clock.ts';
import { FAKE_ISSUER_PATHS, startFakeIssuer } from './fake-issuer.ts';

test('publishes the keys of its tokens, and signs with another one once it has rotated', async () => {
  const issuer = await startFakeIssuer();
  try {
    const discovery = await fetch(issuer.issuer + FAKE_ISSUER_PATHS.discovery);
    expect(await discovery.json()).toEqual({ issuer: issuer.issuer, jwks_uri: `${issuer.issuer}/keys` });
    const published = createRemoteJWKSet(new URL(`${issuer.issuer}/keys`), { cooldownDuration: 0 });
    const before = await issuer.sign({ sub: 'me' });
    expect((await jwtVerify(before, published, { issuer: issuer.issuer })).payload.sub).toBe('me');
    await issuer.rotate();
    await expect(jwtVerify(before, createLocalJWKSet(issuer.jwks))).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    });
    await jwtVerify(await issuer.sign(), published);
    expect(issuer.requests).toEqual([FAKE_ISSUER_PATHS.discovery, '/keys', '/keys']);
  } finally {
    await issuer.close();
  }
});

test('gives its tokens the times of the clock and an id each, and leaves out what it is told to', async () => {
  const clock = createFixedClock();
  const issuer = await startFakeIssuer({ now: clock.now });
  try {
    const nowSeconds = clock.now().getTime() / 1000;
    expect(decodeJwt(await issuer.sign())).toMatchObject({ iat: nowSeconds, exp: nowSeconds + 300, jti: 'token-1' });
    expect(decodeJwt(await issuer.sign({ jti: undefined }))).not.toHaveProperty('jti');
  } finally {
    await issuer.close();
  }
});
