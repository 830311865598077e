import { describe, expect, test } from 'vitest';

import {
  currentShard,
  EMPTY_SHARD,
  failNetwork,
  failPair,
  isKnownPair,
  isWideFailure,
  mergeShards,
  succeed,
  type ThrottleShard,
} from './throttle-shard.ts';

const NOW_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const alice = { pair: 'alice.home', account: 'alice' };

function failing(times: number, keys = alice, isWide = true): ThrottleShard {
  let shard = EMPTY_SHARD;
  for (let one = 0; one < times; one += 1) shard = failPair(shard, keys, NOW_MS, isWide);
  return shard;
}

describe('a refusal', () => {
  test('counts for the pair and for its account', () => {
    const shard = failing(2);
    expect(shard.pairs.get('alice.home')).toHaveLength(2);
    expect(shard.accounts.get('alice')).toHaveLength(2);
    expect(shard.networks.size).toBe(0);
  });

  test('that is not wide counts for the pair alone', () => {
    const shard = failing(2, alice, false);
    expect([shard.pairs.size, shard.accounts.size]).toEqual([1, 0]);
  });

  test('counts for the network, where that is', () => {
    expect(failNetwork(EMPTY_SHARD, 'home', NOW_MS).networks).toEqual(new Map([['home', [NOW_MS]]]));
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
      const isWide = isWideFailure(shard.pairs.get(alice.pair) ?? [], nowMs);
      shard = currentShard(failPair(shard, alice, nowMs, isWide), nowMs);
      most = Math.max(most, shard.accounts.get(alice.account)?.length ?? 0);
    }
    expect(most).toBeGreaterThanOrEqual(10);
    expect(most).toBeLessThan(20);
  });

  test('of twelve networks, twice a minute each, does and goes on to', () => {
    let shard = EMPTY_SHARD;
    let fewest = Number.POSITIVE_INFINITY;
    for (let nowMs = NOW_MS; nowMs < NOW_MS + DAY_MS / 6; nowMs += 30_000) {
      for (let network = 0; network < 12; network += 1) {
        const keys = { pair: `alice.${network}`, account: 'alice' };
        const isWide = isWideFailure(shard.pairs.get(keys.pair) ?? [], nowMs);
        shard = failPair(shard, keys, nowMs, isWide);
      }
      shard = currentShard(shard, nowMs);
      if (nowMs > NOW_MS + DAY_MS / 24) fewest = Math.min(fewest, shard.accounts.get('alice')?.length ?? 0);
    }
    expect(fewest).toBeGreaterThanOrEqual(100);
  });
});

describe('a sign-in', () => {
  test('forgets the refusals of its pair and nobody else’s', () => {
    const shard = succeed(failing(7), alice.pair, NOW_MS + 10);
    expect(shard.pairs.size).toBe(0);
    expect(shard.accounts.get('alice')).toHaveLength(7);
    expect(isKnownPair(shard, alice.pair, NOW_MS)).toBe(true);
    expect(isKnownPair(shard, 'alice.elsewhere', NOW_MS)).toBe(false);
  });

  test('forgets them at other instances as well, but not those after it', () => {
    const there = failPair(failing(7), alice, NOW_MS + 500, true);
    const here = succeed(EMPTY_SHARD, alice.pair, NOW_MS + 10);
    expect(mergeShards(here, there).pairs).toEqual(new Map([['alice.home', [NOW_MS + 500]]]));
  });

  test('is noted once a day, unless there is something to forget', () => {
    const known = succeed(EMPTY_SHARD, alice.pair, NOW_MS);
    expect(succeed(known, alice.pair, NOW_MS + DAY_MS - 1)).toBe(known);
    expect(succeed(known, alice.pair, NOW_MS + DAY_MS).known.get(alice.pair)).toBe(NOW_MS + DAY_MS);
    const failed = failPair(known, alice, NOW_MS + 1, true);
    expect(succeed(failed, alice.pair, NOW_MS + 2).pairs.size).toBe(0);
  });

  test('is known for 30 days', () => {
    const known = succeed(EMPTY_SHARD, alice.pair, NOW_MS);
    expect(isKnownPair(known, alice.pair, NOW_MS + 30 * DAY_MS - 1)).toBe(true);
    expect(isKnownPair(known, alice.pair, NOW_MS + 30 * DAY_MS)).toBe(false);
    expect(currentShard(known, NOW_MS + 30 * DAY_MS).known.size).toBe(0);
  });
});

describe('what no longer counts', () => {
  test('is dropped an hour after the last refusal', () => {
    const shard = failNetwork(failing(10), 'home', NOW_MS);
    expect(currentShard(shard, NOW_MS + 3_600_000 + 20)).toEqual(EMPTY_SHARD);
    expect(currentShard(shard, NOW_MS + 3_600_000 - 1).pairs.size).toBe(1);
  });

  test('is what a clock wrote that is wrong, a sign-in too: it must not wipe out refusals', () => {
    const wrong = succeed(failing(3), alice.pair, NOW_MS + DAY_MS);
    const merged = mergeShards(currentShard(wrong, NOW_MS), failing(5));
    expect(merged.pairs.get(alice.pair)).toHaveLength(5);
    expect(merged.known.size).toBe(0);
  });
});

test('no spray pushes out who fails most, nor who is known, and it stays bounded', () => {
  let shard = succeed(failing(10), 'bob.home', NOW_MS);
  for (let one = 0; one < 2000; one += 1) {
    shard = failPair(shard, { pair: `a${one}.n`, account: `a${one}` }, NOW_MS + one, true);
    shard = failNetwork(shard, `n${one}`, NOW_MS + one);
  }
  expect(shard.pairs.get(alice.pair)).toHaveLength(10);
  expect(shard.accounts.get('alice')).toHaveLength(10);
  expect(isKnownPair(shard, 'bob.home', NOW_MS)).toBe(true);
  expect([shard.pairs.size, shard.accounts.size, shard.networks.size]).toEqual([96, 32, 32]);
});

test('an account that signs in from everywhere keeps its newest networks, and others theirs', () => {
  let shard = succeed(EMPTY_SHARD, 'bob.home', NOW_MS);
  for (let one = 0; one < 300; one += 1) shard = succeed(shard, `robot.${one}`, NOW_MS + one);
  expect(shard.known.size).toBe(33);
  expect(isKnownPair(shard, 'bob.home', NOW_MS)).toBe(true);
  expect(isKnownPair(shard, 'robot.299', NOW_MS)).toBe(true);
});
