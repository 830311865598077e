import * as z from 'zod';

import { ARGON2_PARAMETERS } from './argon2-password-hasher.ts';

const ARGON2ID =
  /^\$argon2id\$v=19\$m=(?<m>\d{1,7}),t=(?<t>\d{1,3}),p=(?<p>\d{1,3})\$(?<salt>[A-Za-z0-9+/]{11,86})\$(?<tag>[A-Za-z0-9+/]{16,172})$/;
const BCRYPT = /^\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{53}$/;

/** How much more than ours the parameters of a stored hash may cost, each: a document must not be able to stop sign-in. */
const MAX_COST_FACTOR = 4;
const BCRYPT_COST = { min: 4, max: 14 };

const OURS = `$argon2id$v=19$m=${ARGON2_PARAMETERS.memoryCost},t=${ARGON2_PARAMETERS.timeCost},p=${ARGON2_PARAMETERS.parallelism}$`;

/** Which algorithm a stored hash is of. */
export function algorithmOf(passwordHash: string): 'argon2id' | 'bcrypt' {
  return passwordHash.startsWith('$2') ? 'bcrypt' : 'argon2id';
}

/** Whether a hash is of another algorithm, or has other parameters, than those that we hash with. */
export function isOutdatedHash(passwordHash: string): boolean {
  return !passwordHash.startsWith(OURS);
}

function isArgon2id(text: string): boolean {
  const { m, t, p, salt, tag } = ARGON2ID.exec(text)?.groups ?? {};
  const lanes = Number(p);
  const isBase64 = [salt, tag].every((part) => part !== undefined && part.length % 4 !== 1);
  return isBase64 && lanes >= 1 && Number(t) >= 1 && Number(m) >= 8 * lanes;
}

function isBcrypt(text: string): boolean {
  return BCRYPT.test(text);
}

function isAffordable(passwordHash: string): boolean {
  const bcryptCost = BCRYPT.exec(passwordHash)?.groups?.['cost'];
  if (bcryptCost !== undefined) return Number(bcryptCost) >= BCRYPT_COST.min && Number(bcryptCost) <= BCRYPT_COST.max;
  const cost = ARGON2ID.exec(passwordHash)?.groups ?? {};
  return (
    Number(cost['m']) <= MAX_COST_FACTOR * ARGON2_PARAMETERS.memoryCost &&
    Number(cost['t']) <= MAX_COST_FACTOR * ARGON2_PARAMETERS.timeCost &&
    Number(cost['p']) <= MAX_COST_FACTOR * ARGON2_PARAMETERS.parallelism
  );
}

const FORM = 'must be a PHC string of argon2id, or a hash of bcrypt';
const COST = `must cost at most ${MAX_COST_FACTOR} times as much as a new hash, or be bcrypt of cost ${BCRYPT_COST.min} to ${BCRYPT_COST.max}`;

/** A hash that a user's document may hold. No issue carries it. */
export const passwordHashSchema: z.ZodString = z.string().check((context) => {
  const isKnown = isArgon2id(context.value) || isBcrypt(context.value);
  const message = isKnown ? COST : FORM;
  if (isKnown && isAffordable(context.value)) return;
  context.issues.push({ code: 'custom', message, input: undefined });
});
