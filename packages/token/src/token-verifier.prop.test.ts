import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AUDIENCE, claims, ISSUER, keys, NOW } from '../test/tokens.ts';
import { publicJwks } from './public-jwks.ts';
import { signToken } from './sign-token.ts';
import { createTokenVerifier } from './token-verifier.ts';

const verify = createTokenVerifier({
  jwks: { kind: 'local', keys: publicJwks([keys.ES256]) },
  issuer: ISSUER,
  audience: AUDIENCE,
  now: () => NOW,
});

test('a damaged token is refused, or says what the whole one says; no reason holds a part of it', async () => {
  const token = await signToken(claims, keys.ES256);
  const patch = fc.constantFrom('A', 'B', 'Z', 'a', 'z', '0', '9', '-', '_', '.', '=', '+', '/', ' ', 'é', '');
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: token.length - 1 }), patch, async (at, character) => {
      const verified = await verify(token.slice(0, at) + character + token.slice(at + 1));
      expect(verified.kind === 'valid' ? verified.claims : claims).toEqual(claims);
      const parts = token.split('.').map((part) => part.slice(0, 12));
      expect(parts.filter((part) => JSON.stringify(verified).includes(part))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test('no text makes the verifier throw, or is valid', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.array(fc.base64String()).map((parts) => parts.join('.')),
      ),
      async (text) => {
        expect((await verify(text)).kind).toBe('invalid');
      },
    ),
  );
});
