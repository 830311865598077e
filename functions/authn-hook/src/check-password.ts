import type { ConcurrencyLimit, Limited } from './limit-concurrency.ts';

export type PasswordHasher = {
  /** Gives a PHC string. */
  hash(password: string): Promise<string>;
  /** Without a hash it takes as long as with any, and never matches. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
};

/** Remembers for a while which password was found to match which hash. */
export type VerifiedPasswords = {
  has(hash: string, password: string): boolean;
  add(hash: string, password: string): void;
};

/** Says whether a password matches; `busy` when too many wait to be told. */
export type CheckPassword = (hash: string | undefined, password: string) => Promise<Limited<boolean>>;

/** Checks passwords within the limit; one that matched a moment ago is not hashed again. */
export function createPasswordCheck(deps: {
  hasher: Pick<PasswordHasher, 'verify'>;
  limit: ConcurrencyLimit;
  verified: VerifiedPasswords;
}): CheckPassword {
  return async (hash, password) => {
    if (hash !== undefined && deps.verified.has(hash, password)) return { kind: 'done', value: true };
    const checked = await deps.limit(() => deps.hasher.verify(hash, password));
    if (hash !== undefined && checked.kind === 'done' && checked.value) deps.verified.add(hash, password);
    return checked;
  };
}
