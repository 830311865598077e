import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { namedNetwork, namedPair } from '../test/named-throttle-keys.ts';
import {
  currentShard,
  EMPTY_SHARD,
  failNetworks,
  failPair,
  mergeShards,
  succeed,
  type ThrottleShard,
} from './throttle-shard.ts';

const NOW_MS = 1_800_000_000_000;

type Step = { does: 'fail' | 'succeed'; account: string; network: string; atMs: number };

/** What one instance may have seen. Times repeat, so that instances note the same millisecond. */
function steps(accounts: string[], networks: string[], maxLength: number) {
  return fc.array(
    fc.record({
      does: fc.constantFrom<Step['does']>('fail', 'fail', 'fail', 'succeed'),
      account: fc.constantFrom(...accounts),
      network: fc.constantFrom(...networks),
      atMs: fc.integer({ min: NOW_MS - 200, max: NOW_MS }),
    }),
    { maxLength },
  );
}

function play(seen: readonly Step[]): ThrottleShard {
  let shard = EMPTY_SHARD;
  for (const { does, account, network, atMs } of seen) {
    const keys = namedPair(account, network);
    shard =
      does === 'succeed'
        ? mergeShards(shard, succeed(shard, keys.pair.key, atMs))
        : failNetworks(failPair(shard, keys, atMs, true), [namedNetwork(network)], atMs);
  }
  // As every instance does with what it reads and writes.
  return mergeShards(shard, EMPTY_SHARD);
}

const few = steps(['a', 'b'], ['m', 'n'], 30).map(play);
const names = (letter: string): string[] => Array.from({ length: 60 }, (_, index) => `${letter}${index}`);
const many = steps(names('a'), names('n'), 400).map(play);

describe('what instances know together', () => {
  test('is the same in whatever order they tell each other', () => {
    fc.assert(
      fc.property(few, few, few, (a, b, c) => {
        expect(mergeShards(a, b)).toEqual(mergeShards(b, a));
        expect(mergeShards(mergeShards(a, b), c)).toEqual(mergeShards(a, mergeShards(b, c)));
      }),
    );
  });

  test('is no more when they tell it twice', () => {
    fc.assert(
      fc.property(few, few, (a, b) => {
        const both = mergeShards(a, b);
        expect(mergeShards(a, a)).toEqual(a);
        expect(mergeShards(both, b)).toEqual(both);
      }),
    );
  });

  test('is bounded, and the same from either side, however much there is', () => {
    fc.assert(
      fc.property(many, many, (a, b) => {
        const both = mergeShards(a, b);
        expect(mergeShards(b, a)).toEqual(both);
        expect([...both.pairs.keys()].filter((key) => !both.known.has(key)).length).toBeLessThanOrEqual(96);
        expect(both.known.size).toBeLessThanOrEqual(256);
        expect(both.cells.pairs.size).toBeLessThanOrEqual(192);
        expect(both.cells.accounts.size).toBeLessThanOrEqual(64);
        expect(both.cells.networks.size).toBeLessThanOrEqual(64);
      }),
      { numRuns: 30 },
    );
  });

  test('of refusals that anybody counts is the same in any order and however often, however much there is', () => {
    fc.assert(
      fc.property(many, many, many, (a, b, c) => {
        const { cells } = mergeShards(mergeShards(a, b), c);
        expect(mergeShards(a, mergeShards(c, b)).cells).toEqual(cells);
        expect(mergeShards(mergeShards(mergeShards(a, b), c), b).cells).toEqual(cells);
      }),
      { numRuns: 30 },
    );
  });

  test('never has a refusal before a sign-in of the same pair', () => {
    fc.assert(
      fc.property(few, few, (a, b) => {
        const { known, pairs } = mergeShards(a, b);
        for (const [pair, failures] of pairs) {
          for (const atMs of failures) expect(atMs).toBeGreaterThan(known.get(pair) ?? 0);
        }
      }),
    );
  });

  test('after a sign-in now holds no refusal of that pair at any instance', () => {
    fc.assert(
      fc.property(few, few, (a, b) => {
        const refused = failPair(mergeShards(a, b), namedPair('a', 'm'), NOW_MS, true);
        const here = succeed(refused, 'a.m', NOW_MS + 1000);
        expect(mergeShards(b, here).pairs.has('a.m')).toBe(false);
      }),
    );
  });

  test('is not changed by what is still current, and gone when nothing is', () => {
    fc.assert(
      fc.property(few, (shard) => {
        expect(currentShard(shard, NOW_MS)).toEqual(shard);
        expect(currentShard(shard, NOW_MS + 31 * 86_400_000)).toEqual(EMPTY_SHARD);
      }),
    );
  });
});
