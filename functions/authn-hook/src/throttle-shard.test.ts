import { describe, expect, test } from 'vitest';

import { namedNetwork, namedPair } from '../test/named-throttle-keys.ts';
import { rowsOf } from './throttle-cells.ts';
import {
  currentShard,
  EMPTY_SHARD,
  failNetworks,
  failPair,
  isKnownPair,
  isWideFailure,
  mergeShards,
  ownFailures,
  succeed,
  type ThrottleShard,
} from './throttle-shard.ts';
import type { ThrottleKey } from './throttle-keys.ts';

const NOW_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const alice = namedPair('alice', 'home');
const home = namedNetwork('home');

/** How many refusals each row knows of. */
const counts = (shard: ThrottleShard, table: keyof ThrottleShard['cells'], { cells }: ThrottleKey): number[] =>
  rowsOf(shard.cells[table], cells).map(({ length }) => length);

function failing(times: number, keys = alice, isWide = true): ThrottleShard {
  let shard = EMPTY_SHARD;
  for (let one = 0; one < times; one += 1) shard = failPair(shard, keys, NOW_MS, isWide);
  return shard;
}

describe('a refusal', () => {
  test('counts for the pair and for its account', () => {
    const shard = failing(2);
    expect(shard.pairs.get('alice.home')).toHaveLength(2);
    expect(counts(shard, 'pairs', alice.pair)).toEqual([2, 2, 2]);
    expect(counts(shard, 'accounts', alice.account)).toEqual([2, 2]);
    expect(shard.cells.networks.size).toBe(0);
  });

  test('that is not wide counts for the pair alone', () => {
    const shard = failing(2, alice, false);
    expect([shard.pairs.size, shard.cells.pairs.size, shard.cells.accounts.size]).toEqual([1, 3, 0]);
  });

  test('counts for every network, where that is', () => {
    const shard = failNetworks(EMPTY_SHARD, [home, namedNetwork('site')], NOW_MS);
    expect(counts(shard, 'networks', home)).toEqual([1, 1]);
    expect(counts(shard, 'networks', namedNetwork('site'))).toEqual([1, 1]);
    expect(shard.pairs.size).toBe(0);
  });

  test.each([
    ['one of the free tries', [NOW_MS, NOW_MS, NOW_MS, NOW_MS], NOW_MS, true],
    ['one more a moment later', [NOW_MS - 4, NOW_MS - 3, NOW_MS - 2, NOW_MS - 1, NOW_MS], NOW_MS + 30_000, false],
    ['one more much later', [NOW_MS - 4, NOW_MS - 3, NOW_MS - 2, NOW_MS - 1, NOW_MS], NOW_MS + 360_000, true],
  ])('%s is wide or not', (_title, failures, nowMs, expected) => {
    expect(isWideFailure(failures, nowMs)).toBe(expected);
  });

  test('of a robot with an old password, twice a minute for a day, never adds up to the delay of its account', () => {
    let shard = EMPTY_SHARD;
    let most = 0;
    for (let nowMs = NOW_MS; nowMs < NOW_MS + DAY_MS; nowMs += 30_000) {
      const isWide = isWideFailure(ownFailures(shard, alice.pair.key), nowMs);
      shard = currentShard(failPair(shard, alice, nowMs, isWide), nowMs);
      most = Math.max(most, ...counts(shard, 'accounts', alice.account));
    }
    expect(most).toBeGreaterThanOrEqual(10);
    expect(most).toBeLessThan(20);
  });

  test('of twelve networks, twice a minute each, does and goes on to', () => {
    let shard = EMPTY_SHARD;
    let fewest = Number.POSITIVE_INFINITY;
    for (let nowMs = NOW_MS; nowMs < NOW_MS + DAY_MS / 6; nowMs += 30_000) {
      for (let network = 0; network < 12; network += 1) {
        const keys = namedPair('alice', `${network}`);
        const isWide = isWideFailure(ownFailures(shard, keys.pair.key), nowMs);
        shard = failPair(shard, keys, nowMs, isWide);
      }
      shard = currentShard(shard, nowMs);
      if (nowMs > NOW_MS + DAY_MS / 24) fewest = Math.min(fewest, ...counts(shard, 'accounts', alice.account));
    }
    expect(fewest).toBeGreaterThanOrEqual(100);
  });
});

describe('a sign-in', () => {
  test('forgets the refusals of its pair and nobody else’s', () => {
    const shard = succeed(failing(7), alice.pair.key, NOW_MS + 10);
    expect(shard.pairs.size).toBe(0);
    expect(counts(shard, 'accounts', alice.account)).toEqual([7, 7]);
    expect(isKnownPair(shard, alice.pair.key, NOW_MS)).toBe(true);
    expect(isKnownPair(shard, 'alice.elsewhere', NOW_MS)).toBe(false);
  });

  test('forgets them at other instances as well, but not those after it', () => {
    const there = failPair(failing(7), alice, NOW_MS + 500, true);
    const here = succeed(EMPTY_SHARD, alice.pair.key, NOW_MS + 10);
    expect(mergeShards(here, there).pairs).toEqual(new Map([['alice.home', [NOW_MS + 500]]]));
  });

  test('is noted once a day, unless there is something to forget', () => {
    const known = succeed(EMPTY_SHARD, alice.pair.key, NOW_MS);
    expect(succeed(known, alice.pair.key, NOW_MS + DAY_MS - 1)).toBe(known);
    expect(succeed(known, alice.pair.key, NOW_MS + DAY_MS).known.get(alice.pair.key)).toBe(NOW_MS + DAY_MS);
    const failed = failPair(known, alice, NOW_MS + 1, true);
    expect(succeed(failed, alice.pair.key, NOW_MS + 2).pairs.size).toBe(0);
  });

  test('is known for 30 days', () => {
    const known = succeed(EMPTY_SHARD, alice.pair.key, NOW_MS);
    expect(isKnownPair(known, alice.pair.key, NOW_MS + 30 * DAY_MS - 1)).toBe(true);
    expect(isKnownPair(known, alice.pair.key, NOW_MS + 30 * DAY_MS)).toBe(false);
    expect(currentShard(known, NOW_MS + 30 * DAY_MS).known.size).toBe(0);
  });
});

describe('what no longer counts', () => {
  test('is dropped an hour after the last refusal', () => {
    const shard = failNetworks(failing(10), [home], NOW_MS);
    expect(currentShard(shard, NOW_MS + 3_600_000 + 20)).toEqual(EMPTY_SHARD);
    expect(currentShard(shard, NOW_MS + 3_600_000 - 1).pairs.size).toBe(1);
  });

  test('is what a clock wrote that is wrong, a sign-in too: it must not wipe out refusals', () => {
    const wrong = succeed(failing(3), alice.pair.key, NOW_MS + DAY_MS);
    const merged = mergeShards(currentShard(wrong, NOW_MS), failing(5));
    expect(merged.pairs.get(alice.pair.key)).toHaveLength(5);
    expect(merged.known.size).toBe(0);
  });
});

/** So many refusals of others, each of an account and a network of its own. */
function sprayed(shard: ThrottleShard, times: number): ThrottleShard {
  let after = shard;
  for (let one = 0; one < times; one += 1) {
    after = failPair(after, namedPair(`a${one}`, 'n'), NOW_MS + one, true);
    after = failNetworks(after, [namedNetwork(`n${one}`)], NOW_MS + one);
  }
  return after;
}

describe('a spray', () => {
  test('makes nobody’s refusals count less, and stays bounded', () => {
    const shard = sprayed(failNetworks(failing(4), [home], NOW_MS), 5000);
    expect(Math.min(...counts(shard, 'pairs', alice.pair))).toBe(10);
    expect(Math.min(...counts(shard, 'accounts', alice.account))).toBeGreaterThan(4);
    expect(Math.min(...counts(shard, 'networks', home))).toBeGreaterThan(1);
    const { pairs, accounts, networks } = shard.cells;
    expect([shard.pairs.size, pairs.size, accounts.size, networks.size]).toEqual([96, 192, 64, 64]);
  });

  test('pushes out neither who is known, nor their own refusals, nor who fails most', () => {
    let shard = failPair(succeed(failing(10), 'bob.home', NOW_MS), namedPair('bob', 'home'), NOW_MS + 1, true);
    for (let times = 0; times < 3; times += 1) shard = sprayed(shard, 2000);
    expect(ownFailures(shard, alice.pair.key)).toHaveLength(10);
    expect(isKnownPair(shard, 'bob.home', NOW_MS)).toBe(true);
    expect(ownFailures(shard, 'bob.home')).toEqual([NOW_MS + 1]);
  });
});

test('an account that signs in from everywhere keeps its newest networks, and others theirs', () => {
  let shard = succeed(EMPTY_SHARD, 'bob.home', NOW_MS);
  for (let one = 0; one < 300; one += 1) shard = succeed(shard, `robot.${one}`, NOW_MS + one);
  expect(shard.known.size).toBe(33);
  expect(isKnownPair(shard, 'bob.home', NOW_MS)).toBe(true);
  expect(isKnownPair(shard, 'robot.299', NOW_MS)).toBe(true);
});
