import { expect, test } from 'vitest';

import { judgePasswordHash, passwordHashSchema } from './password-hash.ts';

const PARAMETERS = 'm=19456,t=2,p=1';
const ARGON2ID = `$argon2id$v=19$${PARAMETERS}$oHRcFdMBGEC7krL1xkQ1Ig$B0BX12ILZH6tbN0tzja7ZfRaAeOjvaAnu5snTzOMnAA`;
const BCRYPT = '$2y$10$DvtorWjWHIRty0UVwxEgqez7MF8pNuRf/N5Pf64SPpY1XM4Y3akOe';

test.each([
  ['argon2id', ARGON2ID, 'argon2id'],
  ['the dearest argon2id', ARGON2ID.replace(PARAMETERS, 'm=77824,t=8,p=4'), 'argon2id'],
  ['argon2id that is cheaper', ARGON2ID.replace(PARAMETERS, 'm=8192,t=1,p=1'), 'argon2id'],
  ['bcrypt of htpasswd', BCRYPT, 'bcrypt'],
  ['bcrypt 2a', BCRYPT.replace('$2y', '$2a'), 'bcrypt'],
  ['bcrypt 2b', BCRYPT.replace('$2y', '$2b'), 'bcrypt'],
  ['bcrypt of the least cost', BCRYPT.replace('$10', '$04'), 'bcrypt'],
  ['bcrypt of the most', BCRYPT.replace('$10', '$14'), 'bcrypt'],
])('%s can be taken over', (_title, hash, algorithm) => {
  expect(judgePasswordHash(hash)).toEqual({ kind: 'ok', algorithm });
  expect(passwordHashSchema.safeParse(hash).success).toBe(true);
});

test.each([
  ['a password in the clear', 'correct horse', 'unknown'],
  ['nothing', '', 'unknown'],
  ['argon2i', ARGON2ID.replace('argon2id', 'argon2i'), 'unknown'],
  ['MD5 of htpasswd', '$apr1$abcdefgh$0123456789012345678901', 'unknown'],
  ['SHA-1 of htpasswd', '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=', 'unknown'],
  ['bcrypt 2x', BCRYPT.replace('$2y', '$2x'), 'unknown'],
  ['bcrypt that was cut off', BCRYPT.slice(0, -1), 'unknown'],
  ['bcrypt with bits behind its salt', `${BCRYPT.slice(0, 28)}f${BCRYPT.slice(29)}`, 'unknown'],
  ['bcrypt with bits behind its hash', `${BCRYPT.slice(0, -1)}f`, 'unknown'],
  ['a hash with a line end', `${BCRYPT}\n`, 'unknown'],
  ['argon2id without memory for its lanes', ARGON2ID.replace(PARAMETERS, 'm=31,t=2,p=4'), 'unknown'],
  ['argon2id without a pass', ARGON2ID.replace('t=2', 't=0'), 'unknown'],
  ['argon2id without a lane', ARGON2ID.replace('p=1', 'p=0'), 'unknown'],
  ['argon2id with a salt that is no base64', ARGON2ID.replace('xkQ1Ig$', 'xkQ1IgAAA$'), 'unknown'],
  ['argon2id of more memory', ARGON2ID.replace('m=19456', 'm=77825'), 'unaffordable'],
  ['argon2id of more passes', ARGON2ID.replace('t=2', 't=9'), 'unaffordable'],
  ['argon2id of more lanes', ARGON2ID.replace('p=1', 'p=5'), 'unaffordable'],
  ['bcrypt of cost 15', BCRYPT.replace('$10', '$15'), 'unaffordable'],
  ['bcrypt of cost 3', BCRYPT.replace('$10', '$03'), 'unaffordable'],
  ['bcrypt of cost 31', BCRYPT.replace('$10', '$31'), 'unaffordable'],
])('%s can not, and the issue does not quote it', (_title, hash, kind) => {
  expect(judgePasswordHash(hash).kind).toBe(kind);
  const parsed = passwordHashSchema.safeParse(hash);
  const why = { unknown: 'PHC', unaffordable: 'cost' }[kind];
  expect(parsed.error?.issues).toMatchObject([{ message: expect.stringContaining(why ?? '?') }]);
  expect(JSON.stringify(parsed.error)).not.toContain('DvtorWj');
});
