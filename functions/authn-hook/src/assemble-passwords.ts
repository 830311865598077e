import { createArgon2PasswordHasher } from './argon2-password-hasher.ts';
import { createBcryptPasswordHasher } from './bcrypt-password-hasher.ts';
import type { PasswordHasher, VerifiedPasswords } from './check-password.ts';
import { createHmacVerifiedPasswords } from './hmac-verified-passwords.ts';
import { type ConcurrencyLimit, limitConcurrency } from './limit-concurrency.ts';
import { createPasswordGuard, type PasswordGuard, type PasswordGuardDeps } from './password-guard.ts';
import { createPasswordHasher } from './password-hasher.ts';

export type Passwords = PasswordGuard & {
  readonly hasher: PasswordHasher;
  readonly limit: ConcurrencyLimit;
  readonly verified: VerifiedPasswords;
};

/** Puts together what checks passwords, and what stands in front of that. */
export function assemblePasswords(parts: PasswordGuardDeps & { readonly hashConcurrency: number }): Passwords {
  return {
    ...createPasswordGuard(parts),
    hasher: createPasswordHasher({ argon2: createArgon2PasswordHasher(), bcrypt: createBcryptPasswordHasher() }),
    limit: limitConcurrency({ running: parts.hashConcurrency, waiting: 64, waitingPerKey: 8 }),
    verified: createHmacVerifiedPasswords({ now: parts.now, maxAgeMs: 300_000, maxEntries: 1000 }),
  };
}
