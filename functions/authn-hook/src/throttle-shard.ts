import { mostFailures, newestKnown } from './throttle-bounds.ts';
import { addToCells, type Cells, currentCells, mergeCells } from './throttle-cells.ts';
import { THROTTLE_RULES } from './throttle-delay.ts';
import {
  addFailure,
  CLOCK_SKEW_MS,
  currentFailures,
  FAILURE_MAX_AGE_MS,
  type Failures,
  mergeFailures,
  NO_FAILURES,
} from './throttle-failures.ts';
import type { ThrottleKey } from './throttle-keys.ts';
import { THROTTLE_TABLES, type Tables } from './throttle-tables.ts';

/** What is remembered of some accounts and some networks, by their keys. */
export type ThrottleShard = {
  /** When an account signed in from a network, in milliseconds. */
  readonly known: ReadonlyMap<string, number>;
  /** A pair's own refusals: of all that are known, and of those others that have the most. */
  readonly pairs: ReadonlyMap<string, Failures>;
  /** Refusals of whoever it was. Nobody's are ever missing. */
  readonly cells: Tables<Cells>;
};

export const EMPTY_SHARD: ThrottleShard = {
  known: new Map(),
  pairs: new Map(),
  cells: { pairs: new Map(), accounts: new Map(), networks: new Map() },
};

const { pairs: PAIRS, accounts: ACCOUNTS, networks: NETWORKS } = THROTTLE_TABLES;

// For so long a pair that signed in has to wait for its own refusals alone.
const KNOWN_MAX_AGE_MS: number = 30 * 86_400_000;
// A sign-in is noted again when the note is older, so that most sign-ins write nothing.
const KNOWN_REFRESH_MS = 86_400_000;

// Once a pair's free tries are used up, one of its refusals in so long counts for its account and its network too.
const WIDE_EVERY_MS: number = FAILURE_MAX_AGE_MS / 10;

/**
 * What two instances know together: neither the order of merging nor merging twice makes a difference, for the cells
 * ever, for pairs and sign-ins as far as the bounds leave room. A pair's refusals before its sign-in are forgotten.
 */
export function mergeShards(one: ThrottleShard, other: ThrottleShard): ThrottleShard {
  const known = mergeMaps(one.known, other.known, Math.max);
  const pairs = mergeMaps(one.pairs, other.pairs, (a, b) => mergeFailures(a, b, PAIRS.keep));
  return bounded({
    known,
    pairs: new Map([...pairs].map(([key, failures]) => [key, since(failures, known.get(key))])),
    cells: {
      pairs: mergeCells(one.cells.pairs, other.cells.pairs, PAIRS),
      accounts: mergeCells(one.cells.accounts, other.cells.accounts, ACCOUNTS),
      networks: mergeCells(one.cells.networks, other.cells.networks, NETWORKS),
    },
  });
}

/** What still counts of it. */
export function currentShard({ known, pairs, cells }: ThrottleShard, nowMs: number): ThrottleShard {
  return bounded({
    known: new Map([...known].filter(([, atMs]) => atMs > nowMs - KNOWN_MAX_AGE_MS && atMs <= nowMs + CLOCK_SKEW_MS)),
    pairs: new Map([...pairs].map(([key, failures]) => [key, currentFailures(failures, nowMs)])),
    cells: {
      pairs: currentCells(cells.pairs, nowMs),
      accounts: currentCells(cells.accounts, nowMs),
      networks: currentCells(cells.networks, nowMs),
    },
  });
}

/** Notes a refusal of the pair; of its account only if it `isWide`. */
export function failPair(
  shard: ThrottleShard,
  { pair, account }: { pair: ThrottleKey; account: ThrottleKey },
  nowMs: number,
  isWide: boolean,
): ThrottleShard {
  const { cells } = shard;
  return bounded({
    known: shard.known,
    pairs: new Map(shard.pairs).set(pair.key, addFailure(ownFailures(shard, pair.key), nowMs, PAIRS.keep)),
    cells: {
      pairs: addToCells(cells.pairs, pair.cells, nowMs, PAIRS),
      accounts: isWide ? addToCells(cells.accounts, account.cells, nowMs, ACCOUNTS) : cells.accounts,
      networks: cells.networks,
    },
  });
}

/** Notes a refusal from each of the networks. */
export function failNetworks(shard: ThrottleShard, keys: readonly ThrottleKey[], nowMs: number): ThrottleShard {
  let { networks } = shard.cells;
  for (const { cells } of keys) networks = addToCells(networks, cells, nowMs, NETWORKS);
  return { ...shard, cells: { ...shard.cells, networks } };
}

/** A pair's own refusals: all of them if it is known, perhaps none if it isn't. */
export function ownFailures({ pairs }: ThrottleShard, pair: string): Failures {
  return pairs.get(pair) ?? NO_FAILURES;
}

/**
 * Whether the next refusal of a pair counts for its account and its network as well. Those of a pair that is slowed down
 * already do only now and then: one robot with an old password must not shut out others by itself. What counts here are
 * the pair's own: others' would let its refusals get lost.
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

function bounded({ known, pairs, cells }: ThrottleShard): ThrottleShard {
  const kept = newestKnown(known, 256, 32);
  return { known: kept, pairs: mostFailures(pairs, 96, kept), cells };
}

function mergeMaps<T>(one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>, merge: (a: T, b: T) => T) {
  const merged = new Map(one);
  for (const [key, value] of other) {
    const own = merged.get(key);
    merged.set(key, own === undefined ? value : merge(own, value));
  }
  return merged;
}

function since(failures: Failures, knownMs = 0): Failures {
  return failures.filter((atMs) => atMs > knownMs);
}

function slotOf(timeMs: number): number {
  return Math.floor(timeMs / WIDE_EVERY_MS);
}
