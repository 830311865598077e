import type { JWK } from 'jose';
import * as z from 'zod';

const MAX_KEYS = 32;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
/** 2048 bits in base64url. */
const RSA_MODULUS_MIN_LENGTH = 342;

const base64url = z
  .string()
  .max(4096)
  .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');
const described = { kid: z.string().min(1).max(256).exactOptional(), alg: z.string().max(32).exactOptional() };

const publicKey = z.discriminatedUnion('kty', [
  z.looseObject({
    kty: z.literal('RSA'),
    n: base64url.min(RSA_MODULUS_MIN_LENGTH, 'must have at least 2048 bits'),
    e: base64url,
    ...described,
  }),
  z.looseObject({
    kty: z.literal('EC'),
    crv: z.enum(['P-256', 'P-384', 'P-521']),
    x: base64url,
    y: base64url,
    ...described,
  }),
  z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: base64url, ...described }),
]);

/** Public keys of an issuer, given with the trust. One that came with a private part or is a secret is refused. */
export const trustKeysSchema: z.ZodType<{ keys: JWK[] }> = z.object({
  keys: z
    .array(
      publicKey.check((context) => {
        const found = PRIVATE_MEMBERS.find((member) => Object.hasOwn(context.value, member));
        // No input: an issue would carry the key with it.
        if (found !== undefined) {
          context.issues.push({ code: 'custom', message: 'must be a public key', path: [found], input: undefined });
        }
      }),
    )
    .min(1)
    .max(MAX_KEYS),
});
