import { createTestKeys } from '@wharfinger/fakes';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';

import {
  encode,
  server,
  issuer as published,
  REFUSED,
  ADMITTED,
  signed as sign,
  signIn,
  start,
  stop,
  trust,
} from './workload-server.ts';
import { clock, issuer, open, signed, trustWith } from './workload-under-test.ts';

/** Has the form of a key and is none: WebCrypto takes it for no point of the curve. */
const BAD = { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'issuer-key-1' };
const { RS256 } = createTestKeys();

const tokenOf = async (kid: string) => issuer.sign({ repository: 'acme/app', repository_id: '4711' }, { kid });

afterAll(() => issuer.close());

describe('a key that is none, in a trust that was stored before that was looked at', () => {
  test('is passed over for that trust alone: another one of the issuer lets in', async () => {
    const { lines, signIn: signInThere } = await open(trustWith({ jwks: { keys: [BAD] } }, 'a'), trustWith({}, 'b'));
    expect(await signInThere(await signed())).toMatchObject({ kind: 'authenticated', credential: { id: 'b' } });
    expect(lines.join('')).toContain('"trust":"a","index":0,"kid":"issuer-key-1","why":"is no key"');
  });

  test('is a refusal, never a fault, when there is no other', async () => {
    const { signIn: signInThere } = await open(trustWith({ jwks: { keys: [BAD, RS256.publicJwk] } }));
    const why = 'ci: the issuer has no such key';
    expect(await signInThere(await signed())).toEqual({ kind: 'refused', why, account: null });
  });
});

describe('a key that is none, among those that an issuer publishes', () => {
  beforeEach(start);
  afterEach(stop);

  test('shuts nobody out, and a token that names it is refused', async () => {
    await trust();
    const keys = [...published.jwks.keys, { ...BAD, kid: 'bad' }];
    published.answer('/keys', (_, response) => response.end(JSON.stringify({ keys })));
    expect(await signIn(await sign())).toMatchObject(ADMITTED);
    const [, payload = ''] = (await sign()).split('.');
    const unsigned = `${encode({ typ: 'JWT', alg: 'ES256', kid: 'bad' })}.${payload}.${'A'.repeat(86)}`;
    expect(await signIn(unsigned)).toMatchObject(REFUSED);
  });

  test('a set that is empty for a moment takes nobody’s keys away', async () => {
    await trust();
    expect(await signIn(await sign())).toMatchObject(ADMITTED);
    published.answer('/keys', (_, response) => response.end('{"keys":[]}'));
    server.clock.advance(20 * 60_000);
    expect(await signIn(await sign())).toMatchObject(ADMITTED);
  });
});

test('a trust with keys inside is asked while nobody can say whether the issuer has a new one', async () => {
  const inside = { keys: [{ ...issuer.jwks.keys[0], kty: 'EC', kid: 'inside' }] };
  const opened = await open(trustWith({ jwks: null }, 'a'), trustWith({ jwks: inside }, 'b'));
  for (let index = 0; index < 3; index += 1) {
    expect(await opened.signIn(await tokenOf('inside'))).toMatchObject({ credential: { id: 'b' } });
    clock.advance(1);
  }
  await expect(opened.signIn(await tokenOf('forged'))).rejects.toMatchObject({ code: 'ERR_ISSUER_KEY_UNKNOWN' });
});
