import type { PasswordHasher } from './check-password.ts';
import type { ConcurrencyLimit } from './limit-concurrency.ts';
import { isOutdatedHash } from './password-hash.ts';
import type { RunInBackground } from './run-in-background.ts';
import type { UserDocument } from './user-document.ts';
import type { Users } from './users.ts';

/** Takes a user that just signed in, and the password that was right. */
export type RehashPassword = (user: UserDocument, password: string) => void;

export type RehashPasswordDeps = {
  readonly users: Pick<Users, 'read' | 'replace'>;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly limit: ConcurrencyLimit;
  readonly isWritable: () => boolean;
  readonly runInBackground: RunInBackground;
};

/**
 * Hashes a password anew, behind the answer, when its hash is of another algorithm or cost than ours. It is the same
 * password, so its version stays. Whoever changes the user meanwhile wins; the next sign-in tries again.
 */
export function createPasswordRehash(deps: RehashPasswordDeps): RehashPassword {
  const flights = new Set<string>();

  async function rehash(account: string, outdated: string, password: string): Promise<void> {
    const found = await deps.users.read(account);
    if (found.kind !== 'found' || found.value.passwordHash !== outdated) return;
    const hashed = await deps.limit(() => deps.hasher.hash(password));
    if (hashed.kind === 'done') await deps.users.replace({ ...found.value, passwordHash: hashed.value }, found.etag);
  }

  return ({ account, passwordHash }, password) => {
    if (passwordHash === null || !isOutdatedHash(passwordHash)) return;
    if (flights.has(account) || !deps.isWritable()) return;
    flights.add(account);
    deps.runInBackground('hash a password anew', () =>
      rehash(account, passwordHash, password).finally(() => flights.delete(account)),
    );
  };
}
