import type { JWK } from 'jose';
import * as z from 'zod';
import type { SigningKey } from './signing-key.ts';

const text = z.string().exactOptional();
// Strips what it doesn't name, the private members first of all.
const publicMembers = z.object({ kty: z.enum(['RSA', 'EC', 'OKP']), crv: text, x: text, y: text, n: text, e: text });

/** The key set to publish: public members alone, even of a JWK that came with private ones. */
export function publicJwks(keys: readonly SigningKey[]): { keys: JWK[] } {
  return {
    keys: keys.map(({ kid, alg, publicJwk }) =>
      Object.assign(publicMembers.parse(publicJwk), { kid, alg, use: 'sig' }),
    ),
  };
}
