import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { createTestKeys, TEST_KEY_PEMS } from '@wharfinger/fakes';
import { calculateJwkThumbprint } from 'jose';
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

/** RFC 7638, written out: the digest of the key's own members, each coordinate as long as the curve's field. */
function thumbprint({ crv, kty, x, y }: { crv?: string; kty?: string; x?: string; y?: string }): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

test('every EC key has a thumbprint of its own, one with a coordinate that begins with zero too', async () => {
  const kids = new Set<string>();
  let withZero = 0;
  // One key in 128 has such a coordinate.
  for (let count = 0; count < 20 || withZero === 0; count += 1) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = {
      kid: `key-${count}`,
      alg: 'ES256' as const,
      privateKey,
      publicJwk: publicKey.export({ format: 'jwk' }),
    };
    const [jwk] = publicJwks([key]).keys;
    const coordinates = [jwk?.x ?? '', jwk?.y ?? ''].map((text) => Buffer.from(text, 'base64url'));
    withZero += Number(coordinates.some(([first]) => first === 0));
    expect(coordinates.map(({ byteLength }) => byteLength)).toEqual([32, 32]);
    const kid = await calculateJwkThumbprint(jwk ?? {});
    expect(kid).toBe(thumbprint(jwk ?? {}));
    expect(kids.has(kid)).toBe(false);
    kids.add(kid);
  }
});
