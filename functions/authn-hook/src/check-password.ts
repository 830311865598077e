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

/** Says whether a password matches; `busy` when too many wait to be told, in all or with one of these keys. */
export type CheckPassword = (
  hash: string | undefined,
  password: string,
  keys: readonly string[],
) => Promise<Limited<boolean>>;

/**
 * Checks passwords within the limit. One that matched a moment ago is not hashed again, and many who ask the same at
 * once, such as the jobs of a pipeline, share one check.
 */
export function createPasswordCheck(deps: {
  hasher: Pick<PasswordHasher, 'verify'>;
  limit: ConcurrencyLimit;
  verified: VerifiedPasswords;
}): CheckPassword {
  const flights = new Map<string, Promise<Limited<boolean>>>();

  async function check(...[hash, password, keys]: Parameters<CheckPassword>): Promise<Limited<boolean>> {
    const checked = await deps.limit(() => deps.hasher.verify(hash, password), keys);
    if (hash !== undefined && checked.kind === 'done' && checked.value) deps.verified.add(hash, password);
    return checked;
  }

  return async (hash, password, keys) => {
    if (hash !== undefined && deps.verified.has(hash, password)) return { kind: 'done', value: true };
    // By account even where there is no hash, so that an account that doesn't exist behaves as one that does.
    const flightKey = JSON.stringify([hash ?? null, keys[0] ?? null, password]);
    const flight = flights.get(flightKey) ?? check(hash, password, keys).finally(() => flights.delete(flightKey));
    flights.set(flightKey, flight);
    return flight;
  };
}
