import { expect, test } from 'vitest';

import { DECOY_HASH } from './argon2-password-hasher.ts';
import { algorithmOf, isOutdatedHash, passwordHashSchema } from './password-hash.ts';

const BCRYPT = '$2y$10$DvtorWjWHIRty0UVwxEgqez7MF8pNuRf/N5Pf64SPpY1XM4Y3akOe';
const PARAMETERS = 'm=19456,t=2,p=1';

test.each([
  ['ours', DECOY_HASH],
  ['argon2id of four times our memory, passes and lanes', DECOY_HASH.replace(PARAMETERS, 'm=77824,t=8,p=4')],
  ['argon2id that is cheaper', DECOY_HASH.replace(PARAMETERS, 'm=8192,t=1,p=1')],
  ['bcrypt of htpasswd', BCRYPT],
  ['bcrypt 2a', BCRYPT.replace('$2y', '$2a')],
  ['bcrypt 2b', BCRYPT.replace('$2y', '$2b')],
  ['bcrypt of the least cost', BCRYPT.replace('$10', '$04')],
  ['bcrypt of the most', BCRYPT.replace('$10', '$14')],
])('%s is a hash that a document may hold', (_title, hash) => {
  expect(passwordHashSchema.safeParse(hash).success).toBe(true);
});

test.each([
  ['a password in the clear', 'correct horse', 'PHC'],
  ['nothing', '', 'PHC'],
  ['argon2i', DECOY_HASH.replace('argon2id', 'argon2i'), 'PHC'],
  ['MD5 of htpasswd', '$apr1$abcdefgh$0123456789012345678901', 'PHC'],
  ['SHA-1 of htpasswd', '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=', 'PHC'],
  ['bcrypt 2x', BCRYPT.replace('$2y', '$2x'), 'PHC'],
  ['bcrypt that was cut off', BCRYPT.slice(0, -1), 'PHC'],
  ['a hash with a line end', `${BCRYPT}\n`, 'PHC'],
  ['argon2id without memory for its lanes', DECOY_HASH.replace(PARAMETERS, 'm=31,t=2,p=4'), 'PHC'],
  ['argon2id without a pass', DECOY_HASH.replace('t=2', 't=0'), 'PHC'],
  ['argon2id without a lane', DECOY_HASH.replace('p=1', 'p=0'), 'PHC'],
  ['argon2id with a salt that is no base64', DECOY_HASH.replace('xkQ1Ig$', 'xkQ1IgAAA$'), 'PHC'],
  ['argon2id of more memory', DECOY_HASH.replace('m=19456', 'm=77825'), 'cost'],
  ['argon2id of more passes', DECOY_HASH.replace('t=2', 't=9'), 'cost'],
  ['argon2id of more lanes', DECOY_HASH.replace('p=1', 'p=5'), 'cost'],
  ['bcrypt of cost 15', BCRYPT.replace('$10', '$15'), 'cost'],
  ['bcrypt of cost 3', BCRYPT.replace('$10', '$03'), 'cost'],
  ['bcrypt of cost 31', BCRYPT.replace('$10', '$31'), 'cost'],
])('%s is not, and the issue does not quote it', (_title, hash, why) => {
  const parsed = passwordHashSchema.safeParse(hash);
  expect(parsed.error?.issues).toMatchObject([{ message: expect.stringContaining(why) }]);
  expect(JSON.stringify(parsed.error)).not.toContain('DvtorWj');
});

test('what we did not hash as we do now is outdated', () => {
  expect(isOutdatedHash(DECOY_HASH)).toBe(false);
  expect(isOutdatedHash(DECOY_HASH.replace('t=2', 't=3'))).toBe(true);
  expect(isOutdatedHash(BCRYPT)).toBe(true);
  expect([algorithmOf(DECOY_HASH), algorithmOf(BCRYPT)]).toEqual(['argon2id', 'bcrypt']);
});
