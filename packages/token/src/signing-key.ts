import type { CryptoKey, JWK, KeyObject } from 'jose';

/** Algorithms that we sign with and accept; the registry's `signingalgorithms` lists the same. */
export const SIGNING_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A private key, the algorithm it is for and the key id that tokens and the JWKS name it by. */
export type SigningKey = {
  kid: string;
  alg: SigningAlgorithm;
  privateKey: CryptoKey | KeyObject;
  publicJwk: JWK;
};
