import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { expect, test } from 'vitest';

import { createTestKeys } from './test-keys.ts';

const keys = Object.values(createTestKeys());

test.each(keys)('$kid signs what its public key verifies', async ({ kid, alg, privateKey }) => {
  const token = await new SignJWT({ sub: 'alice' }).setProtectedHeader({ alg, kid }).sign(privateKey);
  const jwks = createLocalJWKSet({ keys: keys.map(({ publicJwk }) => publicJwk) });
  expect((await jwtVerify(token, jwks)).payload.sub).toBe('alice');
});

test.each(keys)('$kid publishes nothing private', ({ kid, alg, publicJwk }) => {
  expect(publicJwk).toMatchObject({ kid, alg, use: 'sig' });
  expect(Object.keys(publicJwk)).not.toEqual(expect.arrayContaining(['d']));
});

test.each([
  ['ES256', 'y7TMUvYzmtVGf37nQHDloxmOrTajjFko_bwHUSOW60k'],
  ['RS256', 'vB4BUKaXrRXHa0xmCfVGl7BqFvBrT5JUdcn-p-WFWp8'],
  ['EdDSA', 'S__FmCOLVot2oWVDQuSFfXr41_yMTzVBuTahiQd188g'],
] as const)('the %s key is the same in every run', async (alg, thumbprint) => {
  expect(await calculateJwkThumbprint(createTestKeys()[alg].publicJwk)).toBe(thumbprint);
});
