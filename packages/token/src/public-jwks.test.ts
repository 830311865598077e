import { createPrivateKey } from 'node:crypto';
import { createTestKeys, TEST_KEY_PEMS } from '@wharfinger/fakes';
import { expect, test } from 'vitest';
import { publicJwks } from './public-jwks.ts';
import { SIGNING_ALGORITHMS } from './signing-key.ts';

const MEMBERS = {
  RS256: ['alg', 'e', 'kid', 'kty', 'n', 'use'],
  ES256: ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
  EdDSA: ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
} as const;

test.each(SIGNING_ALGORITHMS)('of a %s key the public members are published', (alg) => {
  const [jwk] = publicJwks([createTestKeys()[alg]]).keys;
  expect(Object.keys(jwk ?? {}).toSorted()).toEqual(MEMBERS[alg]);
  expect(jwk).toMatchObject({ kid: `test-${alg.toLowerCase()}`, alg, use: 'sig' });
});

test.each(SIGNING_ALGORITHMS)('a private %s JWK that came by mistake is not published', (alg) => {
  const privateJwk = createPrivateKey(TEST_KEY_PEMS[alg]).export({ format: 'jwk' });
  expect(privateJwk).toHaveProperty('d');
  const key = { ...createTestKeys()[alg], publicJwk: { kty: '', ...privateJwk } };
  expect(Object.keys(publicJwks([key]).keys[0] ?? {}).toSorted()).toEqual(MEMBERS[alg]);
});

test('a symmetric key is no key to publish', () => {
  const key = { ...createTestKeys().ES256, publicJwk: { kty: 'oct', k: 'c2VjcmV0' } };
  expect(() => publicJwks([key])).toThrow('kty');
});

test('keys keep their order', () => {
  const { ES256, RS256, EdDSA } = createTestKeys();
  expect(publicJwks([RS256, EdDSA, ES256]).keys.map(({ kid }) => kid)).toEqual([
    'test-rs256',
    'test-eddsa',
    'test-es256',
  ]);
  expect(publicJwks([])).toEqual({ keys: [] });
});
