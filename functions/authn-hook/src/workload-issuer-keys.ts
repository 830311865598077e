import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

import { IssuerError } from './workload-issuer-error.ts';

/** Fetches the keys that an issuer publishes. Throws an `IssuerError`. */
export type LoadIssuerKeys = (issuer: string) => Promise<JSONWebKeySet>;

/** Gives the look-up in an issuer's published keys; the same one for the same issuer. */
export type IssuerKeys = (issuer: string) => JWTVerifyGetKey;

/** For how long keys are used without asking again. */
const FRESH_MS = 600_000;
/** For how long the last ones that were had are used when the issuer gives no answer. */
const LAST_GOOD_MS = 3_600_000;
/** Between two fetches that a token causes by a key that isn't there, or an issuer by giving no answer. */
const COOLDOWN_MS = 10_000;
const MAX_ISSUERS = 256;

type Known = { lookUp: JWTVerifyGetKey; atMs: number };

/** Keeps the keys of issuers in memory. Only ever asked for an issuer that a trust names. */
export function createIssuerKeys(deps: { load: LoadIssuerKeys; now: () => Date }): IssuerKeys {
  const issuers = new LRUCache<string, JWTVerifyGetKey>({ max: MAX_ISSUERS });
  return (issuer) => {
    const known = issuers.get(issuer);
    if (known !== undefined) return known;
    const lookUp = createKeysOfIssuer(issuer, deps);
    issuers.set(issuer, lookUp);
    return lookUp;
  };
}

function createKeysOfIssuer(issuer: string, deps: { load: LoadIssuerKeys; now: () => Date }): JWTVerifyGetKey {
  let known: Known | undefined;
  let failed: { error: unknown; atMs: number } | undefined;
  let flight: Promise<Known> | undefined;

  const since = (atMs: number): number => {
    const ageMs = deps.now().getTime() - atMs;
    // A clock that was set back makes nothing young.
    return ageMs >= 0 ? ageMs : Infinity;
  };

  async function fetchKeys(): Promise<Known> {
    const atMs = deps.now().getTime();
    try {
      known = { lookUp: createLocalJWKSet(await deps.load(issuer)), atMs };
      failed = undefined;
      return known;
    } catch (error) {
      failed = { error: toIssuerError(error), atMs };
      throw failed.error;
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
    if (known !== undefined && since(known.atMs) < FRESH_MS) return known;
    try {
      return await refresh();
    } catch (error) {
      if (known !== undefined && since(known.atMs) < LAST_GOOD_MS) return known;
      throw error;
    }
  }

  return async (header, token) => {
    const keys = await current();
    try {
      return await keys.lookUp(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // Whether the key is new can't be told before the issuer has been asked: that fails as a fault, not as a refusal.
      if (since(keys.atMs) < COOLDOWN_MS) throw error;
      return (await refresh()).lookUp(header, token);
    }
  };
}

function toIssuerError(error: unknown): unknown {
  return error instanceof errors.JOSEError
    ? new IssuerError('ERR_ISSUER_INVALID', 'The issuer publishes no set of keys.', { cause: error })
    : error;
}
