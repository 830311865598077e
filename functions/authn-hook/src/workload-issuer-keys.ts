import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

import { sortKeys, type UnusableKey } from './usable-keys.ts';
import { IssuerError } from './workload-issuer-error.ts';

/** Fetches the keys that an issuer publishes. Throws an `IssuerError`. */
export type LoadIssuerKeys = (issuer: string) => Promise<JSONWebKeySet>;

/** Gives the look-up in an issuer's published keys; the same one for the same issuer. */
export type IssuerKeys = (issuer: string) => JWTVerifyGetKey;

export type IssuerKeysDeps = {
  readonly load: LoadIssuerKeys;
  readonly now: () => Date;
  /** Called at each fetch for a published key of which nothing can be verified. */
  readonly onUnusable: (issuer: string, key: UnusableKey) => void;
};

/** For how long keys are used without asking again, and for how long an issuer that gave no answer is waited for no more. */
const FRESH_MS = 600_000;
/** For how long the last ones that were had are used when the issuer gives no answer. */
const LAST_GOOD_MS = 3_600_000;
/** Between two fetches that a token causes by a key that isn't there, or an issuer by giving no answer. */
const COOLDOWN_MS = 10_000;
const MAX_ISSUERS = 256;

type Known = { lookUp: JWTVerifyGetKey; atMs: number };

/** Keeps the keys of issuers in memory. Only ever asked for an issuer that a trust names. */
export function createIssuerKeys(deps: IssuerKeysDeps): IssuerKeys {
  const issuers = new LRUCache<string, JWTVerifyGetKey>({ max: MAX_ISSUERS });
  return (issuer) => {
    const known = issuers.get(issuer);
    if (known !== undefined) return known;
    const lookUp = createKeysOfIssuer(issuer, deps);
    issuers.set(issuer, lookUp);
    return lookUp;
  };
}

function createKeysOfIssuer(issuer: string, deps: IssuerKeysDeps): JWTVerifyGetKey {
  let known: Known | undefined;
  let failed: { error: unknown; atMs: number } | undefined;
  let flight: Promise<Known> | undefined;
  /** When a token last made the keys be fetched by a key that wasn't there. */
  let soughtAtMs = -Infinity;

  const since = (atMs: number): number => {
    const ageMs = deps.now().getTime() - atMs;
    // A clock that was set back makes nothing young.
    return ageMs >= 0 ? ageMs : Infinity;
  };

  async function fetchKeys(): Promise<Known> {
    const atMs = deps.now().getTime();
    try {
      known = { lookUp: await loadUsable(issuer, deps), atMs };
      failed = undefined;
      return known;
    } catch (error) {
      failed = { error, atMs };
      throw error;
    }
  }

  /** Many who ask at once share one fetch, and one that failed is not tried again at once. */
  async function refresh(): Promise<Known> {
    if (flight !== undefined) return flight;
    if (failed !== undefined && since(failed.atMs) < COOLDOWN_MS) throw failed.error;
    flight = fetchKeys().finally(() => {
      flight = undefined;
    });
    return flight;
  }

  async function current(): Promise<Known> {
    if (known === undefined || since(known.atMs) >= LAST_GOOD_MS) return refresh();
    const last = known;
    if (since(last.atMs) < FRESH_MS) return last;
    const refreshed = refresh().catch(() => last);
    // One that hangs is waited for once: after that its last keys answer, and it is asked behind them.
    return failed !== undefined && since(failed.atMs) < FRESH_MS ? last : refreshed;
  }

  /** The keys once more, for a token whose key wasn't there: only who asked after its arrival can say that there is none. */
  async function seek(askedAtMs: number): Promise<Known> {
    if (flight === undefined && since(soughtAtMs) < COOLDOWN_MS) throw unknownKey();
    soughtAtMs = askedAtMs;
    return refresh();
  }

  return async (header, token) => {
    const askedAtMs = deps.now().getTime();
    const keys = await current();
    const found = await lookIn(keys, header, token);
    if (found !== undefined) return found;
    const sought = keys.atMs >= askedAtMs ? keys : await seek(askedAtMs);
    const late = await lookIn(sought, header, token);
    if (late !== undefined) return late;
    throw sought.atMs >= askedAtMs ? new errors.JWKSNoMatchingKey() : unknownKey();
  };
}

async function loadUsable(issuer: string, deps: IssuerKeysDeps): Promise<JWTVerifyGetKey> {
  const { keys } = await deps.load(issuer);
  const { usable, unusable } = await sortKeys(keys);
  for (const key of unusable) deps.onUnusable(issuer, key);
  // A set that is empty for a moment must not take the place of one that isn't.
  if (usable.length === 0) throw new IssuerError('ERR_ISSUER_INVALID', 'The issuer publishes no key that can be used.');
  return createLocalJWKSet({ keys: usable });
}

async function lookIn(
  keys: Known,
  ...[header, token]: Parameters<JWTVerifyGetKey>
): Promise<Awaited<ReturnType<JWTVerifyGetKey>> | undefined> {
  try {
    return await keys.lookUp(header, token);
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return undefined;
    throw error;
  }
}

function unknownKey(): IssuerError {
  return new IssuerError('ERR_ISSUER_KEY_UNKNOWN', 'Whether the issuer has such a key cannot be said yet.');
}
