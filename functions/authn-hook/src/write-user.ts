import { type WriteCondition } from '@wharfinger/admin-access';
import { asBroken } from './control-store-broken-document.ts';
import type { PasswordHasher } from './check-password.ts';
import { decideOwnLoss, type OwnLoss } from './decide-own-loss.ts';
import { nextUser, type UserInput } from './decide-user-write.ts';
import type { ConcurrencyLimit } from './limit-concurrency.ts';
import type { UserDocument } from './user-document.ts';
import type { Users } from './users.ts';

export type WriteUserDeps = {
  readonly users: Pick<Users, 'read' | 'create' | 'replace'>;
  readonly hasher: PasswordHasher;
  readonly limit: ConcurrencyLimit;
  readonly now: () => Date;
  readonly newId: () => string;
};

export type WriteUserOutcome =
  | { kind: 'created' | 'replaced'; user: UserDocument; etag: string }
  /** It was to be created and is there. */
  | { kind: 'exists' }
  /** It was to be replaced and isn't the named version any more, or isn't there. */
  | { kind: 'changed' }
  /** Whoever asks would be locked out by it. */
  | { kind: 'own-loss'; loss: OwnLoss }
  | { kind: 'password-missing' }
  /** No password can be checked against the hash that was given. */
  | { kind: 'hash-unusable' }
  | { kind: 'busy' };

/**
 * Creates a user, or replaces one version of it; without a password a replaced user keeps its own. One whose document is
 * broken is replaced by a new user. `by` is the account that asks.
 */
export async function writeUser(
  account: string,
  input: UserInput,
  condition: WriteCondition,
  deps: WriteUserDeps,
  by: string,
): Promise<WriteUserOutcome> {
  const version = condition.kind === 'create' ? NEW : await versionOf(account, condition.etag, deps);
  if (version === undefined) return { kind: 'changed' };
  const { current } = version;
  const password = await passwordFor(input, current, deps);
  if (password.kind !== 'done') return password;
  const user = nextUser(account, input, password.value, current, deps.now());
  const loss = account === by ? decideOwnLoss(current, user, deps.now()) : undefined;
  if (loss !== undefined) return { kind: 'own-loss', loss };
  if (condition.kind === 'create') {
    const created = await deps.users.create(user);
    return created.kind === 'stored' ? { kind: 'created', user, etag: created.etag } : { kind: 'exists' };
  }
  const replaced = await deps.users.replace(user, condition.etag);
  return replaced.kind === 'stored' ? { kind: 'replaced', user, etag: replaced.etag } : { kind: 'changed' };
}

/** What is replaced; without `current` there is nothing in it that could stay. */
type Version = { current?: UserDocument };

const NEW: Version = {};

async function versionOf(account: string, etag: string, deps: WriteUserDeps): Promise<Version | undefined> {
  const found = await deps.users.read(account).catch(asBroken);
  if (!('etag' in found) || found.etag !== etag) return undefined;
  return found.kind === 'found' ? { current: found.value } : NEW;
}

type Password = Pick<UserDocument, 'passwordHash' | 'passwordVersion'>;
type PasswordOutcome = { kind: 'done'; value: Password } | { kind: 'password-missing' | 'hash-unusable' | 'busy' };

async function passwordFor(
  { password, passwordHash }: UserInput,
  current: UserDocument | undefined,
  { hasher, limit, newId }: WriteUserDeps,
): Promise<PasswordOutcome> {
  const done = (hash: string | null): PasswordOutcome => ({
    kind: 'done',
    value: { passwordHash: hash, passwordVersion: newId() },
  });
  if (password === null) return done(null);
  if (password !== undefined) {
    const hashed = await limit(() => hasher.hash(password));
    return hashed.kind === 'done' ? done(hashed.value) : { kind: 'busy' };
  }
  if (passwordHash !== undefined) {
    const tried = await limit(() => isUsable(hasher, passwordHash));
    if (tried.kind === 'busy') return { kind: 'busy' };
    return tried.value ? done(passwordHash) : { kind: 'hash-unusable' };
  }
  return current === undefined ? { kind: 'password-missing' } : { kind: 'done', value: current };
}

/** A hash that the hasher chokes on would be a fault at every sign-in: one password is tried now. */
async function isUsable(hasher: PasswordHasher, passwordHash: string): Promise<boolean> {
  try {
    await hasher.verify(passwordHash, 'any password');
    return true;
  } catch {
    return false;
  }
}
