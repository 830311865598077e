import { failuresKept, THROTTLE_RULES } from './throttle-delay.ts';
import {
  addFailure,
  CLOCK_SKEW_MS,
  currentFailures,
  FAILURE_MAX_AGE_MS,
  type Failures,
  mergeFailures,
  NO_FAILURES,
} from './throttle-failures.ts';
import { mostFailures, newestKnown } from './throttle-bounds.ts';

/** What is remembered of some accounts and some networks, by their keys. */
export type ThrottleShard = {
  /** Refusals of an account from one network. */
  readonly pairs: ReadonlyMap<string, Failures>;
  /** When an account signed in from a network, in milliseconds. */
  readonly known: ReadonlyMap<string, number>;
  readonly accounts: ReadonlyMap<string, Failures>;
  readonly networks: ReadonlyMap<string, Failures>;
};

export const EMPTY_SHARD: ThrottleShard = {
  pairs: new Map(),
  known: new Map(),
  accounts: new Map(),
  networks: new Map(),
};

// For so long a pair that signed in has to wait for its own refusals alone.
const KNOWN_MAX_AGE_MS: number = 30 * 86_400_000;
// A sign-in is noted again when the note is older, so that most sign-ins write nothing.
const KNOWN_REFRESH_MS = 86_400_000;

const KEPT = {
  pairs: failuresKept(THROTTLE_RULES.pair),
  accounts: failuresKept(THROTTLE_RULES.account),
  networks: failuresKept(THROTTLE_RULES.network),
};

// Once a pair's free tries are used up, one of its refusals in so long counts for its account and its network too.
const WIDE_EVERY_MS: number = FAILURE_MAX_AGE_MS / 10;

/**
 * What two instances know together: neither the order of merging nor merging twice makes a difference, as far as the
 * bounds leave room. A refusal before a sign-in of the same pair is forgotten.
 */
export function mergeShards(one: ThrottleShard, other: ThrottleShard): ThrottleShard {
  const known = mergeMaps(one.known, other.known, Math.max);
  const pairs = mergeMaps(one.pairs, other.pairs, keeping(KEPT.pairs));
  return bounded({
    known,
    pairs: new Map([...pairs].map(([key, failures]) => [key, since(failures, known.get(key))])),
    accounts: mergeMaps(one.accounts, other.accounts, keeping(KEPT.accounts)),
    networks: mergeMaps(one.networks, other.networks, keeping(KEPT.networks)),
  });
}

/** What still counts of it. */
export function currentShard(shard: ThrottleShard, nowMs: number): ThrottleShard {
  const current = (map: ReadonlyMap<string, Failures>): Map<string, Failures> =>
    new Map([...map].map(([key, failures]) => [key, currentFailures(failures, nowMs)]));
  return bounded({
    pairs: current(shard.pairs),
    known: new Map(
      [...shard.known].filter(([, atMs]) => atMs > nowMs - KNOWN_MAX_AGE_MS && atMs <= nowMs + CLOCK_SKEW_MS),
    ),
    accounts: current(shard.accounts),
    networks: current(shard.networks),
  });
}

/** Notes a refusal of the pair; of its account only if it `isWide`. */
export function failPair(
  shard: ThrottleShard,
  keys: { pair: string; account: string },
  nowMs: number,
  isWide: boolean,
): ThrottleShard {
  const pairs = withFailure(shard.pairs, keys.pair, nowMs, KEPT.pairs);
  const accounts = isWide ? withFailure(shard.accounts, keys.account, nowMs, KEPT.accounts) : shard.accounts;
  return bounded({ ...shard, pairs, accounts });
}

/** Notes a refusal from the network. */
export function failNetwork(shard: ThrottleShard, network: string, nowMs: number): ThrottleShard {
  return bounded({ ...shard, networks: withFailure(shard.networks, network, nowMs, KEPT.networks) });
}

/**
 * Whether the next refusal of a pair counts for its account and its network as well. Those of a pair that is slowed down
 * already do only now and then: one robot with an old password must not shut out others by itself.
 */
export function isWideFailure(failures: Failures, nowMs: number): boolean {
  const current = currentFailures(failures, nowMs);
  return current.length < THROTTLE_RULES.pair.free || slotOf(current.at(-1) ?? 0) < slotOf(nowMs);
}

/** Notes a sign-in and forgets the refusals before it; the same shard when there is nothing new to note. */
export function succeed(shard: ThrottleShard, pair: string, nowMs: number): ThrottleShard {
  const isNoted = (shard.known.get(pair) ?? 0) > nowMs - KNOWN_REFRESH_MS;
  if (isNoted && !shard.pairs.has(pair)) return shard;
  const pairs = new Map(shard.pairs);
  pairs.delete(pair);
  return bounded({ ...shard, pairs, known: new Map(shard.known).set(pair, nowMs) });
}

/** Whether the account has signed in from the network within the time. */
export function isKnownPair(shard: ThrottleShard, pair: string, nowMs: number): boolean {
  return (shard.known.get(pair) ?? 0) > nowMs - KNOWN_MAX_AGE_MS;
}

function bounded({ pairs, known, accounts, networks }: ThrottleShard): ThrottleShard {
  return {
    pairs: mostFailures(pairs, 96),
    known: newestKnown(known, 256, 32),
    accounts: mostFailures(accounts, 32),
    networks: mostFailures(networks, 32),
  };
}

function mergeMaps<T>(one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>, merge: (a: T, b: T) => T) {
  const merged = new Map(one);
  for (const [key, value] of other) {
    const own = merged.get(key);
    merged.set(key, own === undefined ? value : merge(own, value));
  }
  return merged;
}

function keeping(keep: number): (one: Failures, other: Failures) => Failures {
  return (one, other) => mergeFailures(one, other, keep);
}

function since(failures: Failures, knownMs = 0): Failures {
  return failures.filter((atMs) => atMs > knownMs);
}

function withFailure(map: ReadonlyMap<string, Failures>, key: string, nowMs: number, keep: number) {
  return new Map(map).set(key, addFailure(map.get(key) ?? NO_FAILURES, nowMs, keep));
}

function slotOf(timeMs: number): number {
  return Math.floor(timeMs / WIDE_EVERY_MS);
}
