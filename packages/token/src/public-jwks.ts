import type { JWK } from 'jose';
import type { SigningKey } from './signing-key.ts';

const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const;

function publicJwk({ kid, alg, publicJwk: jwk }: SigningKey): JWK {
  const material = Object.fromEntries(
    PUBLIC_MEMBERS.filter((member) => jwk[member] !== undefined).map((member) => [member, jwk[member]]),
  );
  return { kid, alg, use: 'sig', ...material };
}

/** The key set to publish: public members alone, even of a JWK that came with private ones. */
export function publicJwks(keys: readonly SigningKey[]): { keys: JWK[] } {
  return { keys: keys.map(publicJwk) };
}
