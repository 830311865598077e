import * as z from 'zod';

/** What a stored hash may cost at most: four times what a new one does. A document must not be able to stop sign-in. */
export const ARGON2ID_BOUNDS = { memoryKib: 77_824, passes: 8, lanes: 4 } as const;

/** The exponents that a sign-in can pay. */
export const BCRYPT_COSTS = { min: 4, max: 14 } as const;

/** What a hash is, and whether one of its kind can be taken over. `unknown`: of another algorithm, or damaged. */
export type JudgedPasswordHash =
  | { kind: 'ok'; algorithm: 'argon2id' | 'bcrypt' }
  | { kind: 'unaffordable'; algorithm: 'argon2id' }
  | { kind: 'unaffordable'; algorithm: 'bcrypt'; cost: number }
  | { kind: 'unknown' };

const ARGON2ID =
  /^\$argon2id\$v=19\$m=(?<m>\d{1,7}),t=(?<t>\d{1,3}),p=(?<p>\d{1,3})\$(?<salt>[A-Za-z0-9+/]{11,86})\$(?<tag>[A-Za-z0-9+/]{16,172})$/;
// 16 bytes of salt and 23 of hash: their last characters have bits that belong to none of them, and no password matches when one is set.
const BCRYPT = /^\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$/;

/** Judges a PHC string of argon2id, or a hash of bcrypt as `htpasswd -B` makes it. */
export function judgePasswordHash(text: string): JudgedPasswordHash {
  const bcrypt = BCRYPT.exec(text)?.groups;
  if (bcrypt !== undefined) return judgeBcrypt(Number(bcrypt['cost']));
  const argon2id = ARGON2ID.exec(text)?.groups;
  return argon2id === undefined ? { kind: 'unknown' } : judgeArgon2id(argon2id);
}

function judgeBcrypt(cost: number): JudgedPasswordHash {
  return cost >= BCRYPT_COSTS.min && cost <= BCRYPT_COSTS.max
    ? { kind: 'ok', algorithm: 'bcrypt' }
    : { kind: 'unaffordable', algorithm: 'bcrypt', cost };
}

function judgeArgon2id({ m, t, p, salt, tag }: Readonly<Record<string, string>>): JudgedPasswordHash {
  const [memoryKib, passes, lanes] = [Number(m), Number(t), Number(p)];
  const isBase64 = [salt, tag].every((part) => part !== undefined && part.length % 4 !== 1);
  // RFC 9106 section 3.1: 8 KiB for each lane at least.
  if (!isBase64 || lanes < 1 || passes < 1 || memoryKib < 8 * lanes) return { kind: 'unknown' };
  const isAffordable =
    memoryKib <= ARGON2ID_BOUNDS.memoryKib && passes <= ARGON2ID_BOUNDS.passes && lanes <= ARGON2ID_BOUNDS.lanes;
  return { kind: isAffordable ? 'ok' : 'unaffordable', algorithm: 'argon2id' };
}

const PROBLEMS = {
  unknown: 'must be a PHC string of argon2id, or a hash of bcrypt',
  unaffordable: `must cost at most four times as much as a new hash, or be bcrypt of cost ${BCRYPT_COSTS.min} to ${BCRYPT_COSTS.max}`,
};

/** A hash that a user's document may hold. No issue carries it. */
export const passwordHashSchema: z.ZodString = z.string().check((context) => {
  const { kind } = judgePasswordHash(context.value);
  if (kind === 'ok') return;
  context.issues.push({ code: 'custom', message: PROBLEMS[kind], input: undefined });
});
