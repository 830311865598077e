import type { PasswordHasher } from './check-password.ts';
import { algorithmOf } from './password-hash.ts';

/** Hashes with argon2id, and verifies what bcrypt hashed elsewhere too. */
export function createPasswordHasher(by: {
  argon2: PasswordHasher;
  bcrypt: Pick<PasswordHasher, 'verify'>;
}): PasswordHasher {
  return {
    hash: (password) => by.argon2.hash(password),
    verify: (hash, password) =>
      hash !== undefined && algorithmOf(hash) === 'bcrypt'
        ? by.bcrypt.verify(hash, password)
        : by.argon2.verify(hash, password),
  };
}
