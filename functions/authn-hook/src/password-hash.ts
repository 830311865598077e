import { ARGON2_PARAMETERS } from './argon2-password-hasher.ts';

const OURS = `$argon2id$v=19$m=${ARGON2_PARAMETERS.memoryCost},t=${ARGON2_PARAMETERS.timeCost},p=${ARGON2_PARAMETERS.parallelism}$`;

/** Which algorithm a stored hash is of. */
export function algorithmOf(passwordHash: string): 'argon2id' | 'bcrypt' {
  return passwordHash.startsWith('$2') ? 'bcrypt' : 'argon2id';
}

/** Whether a hash is of another algorithm, or has other parameters, than those that we hash with. */
export function isOutdatedHash(passwordHash: string): boolean {
  return !passwordHash.startsWith(OURS);
}
