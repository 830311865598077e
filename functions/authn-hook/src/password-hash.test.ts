import { ARGON2ID_BOUNDS } from '@wharfinger/identities';
import { expect, test } from 'vitest';

import { ARGON2_PARAMETERS, DECOY_HASH } from './argon2-password-hasher.ts';
import { algorithmOf, isOutdatedHash } from './password-hash.ts';

const BCRYPT = '$2y$10$DvtorWjWHIRty0UVwxEgqez7MF8pNuRf/N5Pf64SPpY1XM4Y3akOe';

test('what we did not hash as we do now is outdated', () => {
  expect(isOutdatedHash(DECOY_HASH)).toBe(false);
  expect(isOutdatedHash(DECOY_HASH.replace('t=2', 't=3'))).toBe(true);
  expect(isOutdatedHash(BCRYPT)).toBe(true);
  expect([algorithmOf(DECOY_HASH), algorithmOf(BCRYPT)]).toEqual(['argon2id', 'bcrypt']);
});

test('a stored hash may cost four times as much as a new one: parameters change', () => {
  expect(ARGON2ID_BOUNDS).toEqual({
    memoryKib: 4 * ARGON2_PARAMETERS.memoryCost,
    passes: 4 * ARGON2_PARAMETERS.timeCost,
    lanes: 4 * ARGON2_PARAMETERS.parallelism,
  });
});
