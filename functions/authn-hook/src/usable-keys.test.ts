import { createPrivateKey, generateKeyPairSync } from 'node:crypto';

import { createTestKeys, TEST_KEY_PEMS } from '@wharfinger/fakes';
import type { JWK } from 'jose';
import { describe, expect, test } from 'vitest';

import { sortKeys } from './usable-keys.ts';

const { ES256, RS256, EdDSA } = createTestKeys();
const SHORT_RSA = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const PRIVATE = createPrivateKey(TEST_KEY_PEMS.ES256).export({ format: 'jwk' });

test('keys that can be imported are usable, each as it was', async () => {
  const keys = [ES256.publicJwk, RS256.publicJwk, EdDSA.publicJwk];
  expect(await sortKeys(keys)).toEqual({ usable: keys, unusable: [] });
});

describe('a key of which nothing can be verified is told of by its place, and the others stay', () => {
  test.each<[string, JWK, string]>([
    ['a point that is on no curve', { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }, 'is no key'],
    ['an Ed25519 key that is too short', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }, 'is no key'],
    ['half a point', { kty: 'EC', crv: 'P-256', x: 'AAAA' }, 'is no key'],
    ['an RSA key without a modulus', { kty: 'RSA', e: 'AQAB' }, 'is no key'],
    ['an RSA key that is too short', { ...SHORT_RSA, kty: 'RSA' }, 'has fewer than 2048 bits'],
    ['a key for operations that there are not', { ...ES256.publicJwk, key_ops: ['shave'] }, 'is no key'],
    ['a private key', { ...PRIVATE, kty: 'EC' }, 'is no public key'],
  ])('%s', async (_title, key, why) => {
    const sorted = await sortKeys([ES256.publicJwk, { ...key, kid: 'bad' }]);
    expect(sorted).toEqual({ usable: [ES256.publicJwk], unusable: [{ index: 1, kid: 'bad', why }] });
  });
});

test.each<[string, JWK]>([
  ['for encryption', { ...RS256.publicJwk, use: 'enc' }],
  ['of a curve that no trust takes', { ...ES256.publicJwk, crv: 'secp256k1' }],
  ['that is a secret', { kty: 'oct', k: 'c2VjcmV0' }],
])('a key %s is neither', async (_title, key) => {
  expect(await sortKeys([key])).toEqual({ usable: [], unusable: [] });
});
