import { createFixedClock, createMemoryBucket, type FixedClock, type MemoryBucket } from '@wharfinger/fakes';

import { type BucketThrottleMemory, createBucketThrottleMemory } from '../src/bucket-throttle-memory.ts';
import { createThrottleKeys, type ThrottleKeys, type ThrottleKeysOf } from '../src/throttle-keys.ts';

export const keysOf: ThrottleKeysOf = createThrottleKeys([{ reveal: () => 'secret-of-the-test' }]);
/** One account from one network. */
export const home: ThrottleKeys = keysOf('alice', '192.0.2.7');
/** Key of a shard's document. */
export const documentOf = (shard: string): string => `identities/throttle/${shard}.json`;

/** What an instance of the function remembers, and what it does to the store. */
export type ThrottleInstance = {
  bucket: MemoryBucket;
  clock: FixedClock;
  memory: BucketThrottleMemory;
  /** Keys of the writes so far. */
  puts: () => string[];
  /** How many reads there were. */
  reads: () => number;
  state: { isWritable: boolean };
  /** Lets those sleep no longer who wait for so long. */
  wake: (ms: number) => Promise<void>;
  warnings: unknown[];
};

/** Starts one; with another's bucket and clock, a second one. */
export function startInstance(shared?: { bucket: MemoryBucket; clock: FixedClock }): ThrottleInstance {
  const clock = shared?.clock ?? createFixedClock('2026-11-22T16:00:00.000Z');
  const bucket = shared?.bucket ?? createMemoryBucket();
  const sleeping: { ms: number; wake: () => void }[] = [];
  const warnings: unknown[] = [];
  const state = { isWritable: true };
  const memory = createBucketThrottleMemory({
    bucket,
    now: clock.now,
    sleep: (ms) => new Promise((wake) => sleeping.push({ ms, wake })),
    isWritable: () => state.isWritable,
    log: { warn: (details: unknown) => warnings.push(details) },
  });
  return {
    bucket,
    clock,
    memory,
    puts: () => bucket.calls.filter(({ operation }) => operation === 'put').map(({ key }) => key),
    reads: () => bucket.calls.filter(({ operation }) => operation === 'get').length,
    state,
    wake: async (ms) => {
      for (const sleeper of sleeping.splice(0)) {
        if (sleeper.ms === ms) sleeper.wake();
        else sleeping.push(sleeper);
      }
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    warnings,
  };
}

/** So many refusals. */
export function failTimes(memory: BucketThrottleMemory, times: number, keys: ThrottleKeys = home): void {
  for (let one = 0; one < times; one += 1) memory.fail(keys);
}

/** How much it knows. */
export function countsOf(
  memory: BucketThrottleMemory,
  keys: ThrottleKeys = home,
): { pair: number; account: number; network: number; isKnown: boolean } {
  const { pair, account, networks, isKnown } = memory.recall(keys);
  return { pair: fewest(pair), account: fewest(account), network: fewest(networks[0] ?? [[]]), isKnown };
}

function fewest(counts: readonly (readonly number[])[]): number {
  return Math.min(...counts.map(({ length }) => length));
}
