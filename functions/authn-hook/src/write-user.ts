import type { PasswordHasher } from './check-password.ts';
import { nextUser, type UserInput, type WriteCondition } from './decide-user-write.ts';
import type { ConcurrencyLimit } from './limit-concurrency.ts';
import type { UserDocument } from './user-document.ts';
import type { Users } from './users.ts';

export type WriteUserDeps = {
  readonly users: Pick<Users, 'read' | 'create' | 'replace'>;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly limit: ConcurrencyLimit;
  readonly now: () => Date;
};

export type WriteUserOutcome =
  | { kind: 'created' | 'replaced'; user: UserDocument; etag: string }
  /** It was to be created and is there. */
  | { kind: 'exists' }
  /** It was to be replaced and isn't the named version any more, or isn't there. */
  | { kind: 'changed' }
  | { kind: 'password-missing' }
  | { kind: 'busy' };

/** Creates a user, or replaces one version of it; without a password a replaced user keeps its own. */
export async function writeUser(
  account: string,
  input: UserInput,
  condition: WriteCondition,
  deps: WriteUserDeps,
): Promise<WriteUserOutcome> {
  const current = condition.kind === 'create' ? undefined : await versionOf(account, condition.etag, deps);
  if (condition.kind === 'replace' && current === undefined) return { kind: 'changed' };
  const passwordHash = await passwordHashFor(input, current, deps);
  if (passwordHash.kind !== 'done') return passwordHash;
  const user = nextUser(account, input, passwordHash.value, current, deps.now());
  if (condition.kind === 'create') {
    const created = await deps.users.create(user);
    return created.kind === 'stored' ? { kind: 'created', user, etag: created.etag } : { kind: 'exists' };
  }
  const replaced = await deps.users.replace(user, condition.etag);
  return replaced.kind === 'stored' ? { kind: 'replaced', user, etag: replaced.etag } : { kind: 'changed' };
}

async function versionOf(account: string, etag: string, deps: WriteUserDeps): Promise<UserDocument | undefined> {
  const found = await deps.users.read(account);
  return found.kind === 'found' && found.etag === etag ? found.value : undefined;
}

type PasswordHash = { kind: 'done'; value: string } | { kind: 'password-missing' } | { kind: 'busy' };

async function passwordHashFor(
  { password }: UserInput,
  current: UserDocument | undefined,
  { hasher, limit }: WriteUserDeps,
): Promise<PasswordHash> {
  if (password !== undefined) return limit(() => hasher.hash(password));
  return current === undefined ? { kind: 'password-missing' } : { kind: 'done', value: current.passwordHash };
}
