import { Secret } from '@wharfinger/function-kit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { type RefreshToken, signRefreshToken, verifyRefreshToken } from './refresh-token.ts';

const ISSUER = 'wharfinger.example';
const NOW = 1_767_225_600;
const SECRET = new Secret('the secret of the refresh tokens');

const labels = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 3 }),
);
const token: fc.Arbitrary<RefreshToken> = fc.record({
  id: fc.uuid(),
  session: fc.uuid(),
  account: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  clientId: fc.stringMatching(/^[ -~]{0,40}$/),
  service: fc.string({ minLength: 1, maxLength: 40 }),
  credential: fc.record(
    {
      kind: fc.constantFrom('password', 'access-key', 'workload'),
      id: fc.string({ maxLength: 40 }),
      version: fc.string({ minLength: 1, maxLength: 40 }),
      labels,
    },
    { requiredKeys: ['kind', 'id', 'version'] },
  ),
  isRotating: fc.boolean(),
  issuedAtSeconds: fc.constant(NOW),
  expiresAtSeconds: fc.integer({ min: NOW + 1, max: NOW + 31_536_000 }),
});

const verify = (text: string) => verifyRefreshToken(text, { issuer: ISSUER, secrets: [SECRET], nowSeconds: NOW });

test('what was signed is read again, whatever it stands for', async () => {
  await fc.assert(
    fc.asyncProperty(token, async (value) => {
      expect(await verify(await signRefreshToken(value, ISSUER, SECRET))).toEqual({
        kind: 'valid',
        value,
        secret: SECRET,
      });
    }),
  );
});

test('one that is changed in one place is refused', async () => {
  const alphabet = fc.stringMatching(/^[\w.-]$/);
  await fc.assert(
    fc.asyncProperty(token, fc.nat(), alphabet, async (value, at, character) => {
      const text = await signRefreshToken(value, ISSUER, SECRET);
      // The last character of the signature has bits that mean nothing.
      const position = at % (text.length - 1);
      fc.pre(text[position] !== character);
      const changed = `${text.slice(0, position)}${character}${text.slice(position + 1)}`;
      expect((await verify(changed)).kind).toBe('invalid');
    }),
  );
});
