import { createPrivateKey, createPublicKey } from 'node:crypto';

import type { SigningKey } from '@wharfinger/token';

import { TEST_KEY_PEMS } from './test-key-pems.ts';

export type TestKeys = Readonly<Record<SigningKey['alg'], SigningKey>>;

/** One signing key per algorithm, the same in every run. */
export function createTestKeys(): TestKeys {
  return { ES256: testKey('ES256'), RS256: testKey('RS256'), EdDSA: testKey('EdDSA') };
}

function testKey(alg: SigningKey['alg']): SigningKey {
  const privateKey = createPrivateKey(TEST_KEY_PEMS[alg]);
  const kid = `test-${alg.toLowerCase()}`;
  const publicJwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg, use: 'sig' };
  return { kid, alg, privateKey, publicJwk };
}
