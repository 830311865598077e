import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { createTestKeys, TEST_KEY_PEMS } from '@wharfinger/fakes';
import { publicJwks } from '@wharfinger/token';
import { expect, test } from 'vitest';

import { parsePemSigningKey } from './pem-signing-key.ts';

const pemOf = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }));

test.each(['ES256', 'RS256', 'EdDSA'] as const)('a key for %s is known by its type', (alg) => {
  const expected = createTestKeys()[alg];
  const parsed = parsePemSigningKey(expected.kid, TEST_KEY_PEMS[alg]);
  expect(parsed).toMatchObject({ kind: 'ok', value: { kid: expected.kid, alg } });
  expect(publicJwks(parsed.kind === 'ok' ? [parsed.value] : [])).toEqual(publicJwks([expected]));
});

test.each([
  ['text', 'not a key', 'openssl genpkey'],
  [
    'a public key',
    String(createPublicKey(TEST_KEY_PEMS.ES256).export({ type: 'spki', format: 'pem' })),
    'openssl genpkey',
  ],
  ['an RSA key of 1024 bits', pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), '2048'],
  [
    'an RSA key of 2047 bits',
    pemOf(generateKeyPairSync('rsa', { modulusLength: 2047 }).privateKey),
    'use 2048 or more',
  ],
  [
    'an RSA key with a large exponent',
    pemOf(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 0x80_00_00_01 }).privateKey),
    'exponent',
  ],
  ['an RSA key for PSS alone', pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey), 'rsa-pss'],
  ['a key on secp256k1', pemOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey), 'P-256'],
  ['a key on P-384', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey), 'P-256'],
  ['an Ed448 key', pemOf(generateKeyPairSync('ed448').privateKey), 'Ed25519'],
  ['an X25519 key', pemOf(generateKeyPairSync('x25519').privateKey), 'Ed25519'],
])('%s is refused with what to do', (_title, pem, named) => {
  const parsed = parsePemSigningKey('k1', pem);
  expect(parsed).toEqual({ kind: 'invalid', reason: expect.stringContaining(named) });
  expect(parsed).toMatchObject({ reason: expect.stringContaining('"k1"') });
});

test('a key with a passphrase is refused', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' });
  expect(parsePemSigningKey('k1', String(pem))).toMatchObject({ kind: 'invalid' });
});

test.each(['', '.', 'a b', 'a/b', 'a\n', '.a', 'a.', 'ä', 'a'.repeat(129)])('%j is no key id', (kid) => {
  expect(parsePemSigningKey(kid, TEST_KEY_PEMS.ES256)).toMatchObject({ kind: 'invalid' });
});

test.each(['a', '2026-11', 'A_b.c', '_thumbprint-', '-', 'a'.repeat(128)])('%j is a key id', (kid) => {
  expect(parsePemSigningKey(kid, TEST_KEY_PEMS.ES256)).toMatchObject({ kind: 'ok', value: { kid } });
});
