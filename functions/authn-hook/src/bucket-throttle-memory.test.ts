import { createFixedClock, createMemoryBucket, type MemoryBucket } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { type BucketThrottleMemory, createBucketThrottleMemory } from './bucket-throttle-memory.ts';
import { createThrottleKeys } from './throttle-keys.ts';

const keysOf = createThrottleKeys([{ reveal: () => 'secret-of-the-test' }]);
const home = keysOf('alice', '192.0.2.7');
const keyOf = (shard: string): string => `identities/throttle/${shard}.json`;

function open(shared?: { bucket: MemoryBucket; clock: ReturnType<typeof createFixedClock> }) {
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
  const reads = (): number => bucket.calls.filter(({ operation }) => operation === 'get').length;
  const puts = (): string[] => bucket.calls.filter(({ operation }) => operation === 'put').map(({ key }) => key);
  /** Lets those sleep no longer who wait for so long. */
  const wake = async (ms: number): Promise<void> => {
    for (const sleeper of sleeping.splice(0)) {
      if (sleeper.ms === ms) sleeper.wake();
      else sleeping.push(sleeper);
    }
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return { bucket, clock, memory, puts, reads, sleeping, state, wake, warnings };
}

function failing(memory: BucketThrottleMemory, times: number, keys = home): void {
  for (let one = 0; one < times; one += 1) memory.fail(keys);
}

const counts = (memory: BucketThrottleMemory, keys = home) => {
  const { pair, account, network, isKnown } = memory.recall(keys);
  return { pair: pair.length, account: account.length, network: network.length, isKnown };
};

describe('what an instance did', () => {
  test('is known at once, without the store', () => {
    const { bucket, memory } = open();
    failing(memory, 3);
    expect(counts(memory)).toEqual({ pair: 3, account: 3, network: 3, isKnown: false });
    expect(counts(memory, keysOf('alice', '192.0.2.8'))).toMatchObject({ pair: 0, account: 3, network: 0 });
    expect(counts(memory, keysOf('bob', '192.0.2.7'))).toMatchObject({ pair: 0, account: 0, network: 3 });
    memory.succeed(home);
    expect(counts(memory)).toEqual({ pair: 0, account: 3, network: 3, isKnown: true });
    expect(bucket.calls).toEqual([]);
  });

  test('without an address is about the pair alone', () => {
    const { memory } = open();
    const anywhere = keysOf('alice', null);
    failing(memory, 3, anywhere);
    expect(counts(memory, anywhere)).toEqual({ pair: 3, account: 0, network: 0, isKnown: false });
  });

  test('is written a second later, however often it was done', async () => {
    const { memory, puts, wake } = open();
    failing(memory, 50);
    expect(puts()).toEqual([]);
    await wake(1000);
    expect(puts().toSorted()).toEqual([keyOf(home.shards.account), keyOf(home.shards.network)].toSorted());
    await wake(1000);
    await wake(1000);
    expect(puts()).toHaveLength(2);
    memory.fail(home);
    await wake(1000);
    expect(puts()).toHaveLength(3);
  });

  test('meanwhile is written as well', async () => {
    const { memory, puts, wake } = open();
    memory.fail(home);
    await wake(1000);
    memory.succeed(home);
    await wake(1000);
    expect(puts()).toHaveLength(3);
  });

  test('holds no account and no address', async () => {
    const { bucket, memory, wake } = open();
    failing(memory, 5);
    memory.succeed(home);
    await wake(1000);
    expect(JSON.stringify(bucket.contents())).not.toMatch(/alice|192\.0\.2/);
  });

  test('a sign-in like the last one writes nothing', async () => {
    const { memory, puts, wake } = open();
    memory.succeed(home);
    await wake(1000);
    expect(puts()).toHaveLength(1);
    memory.succeed(home);
    await wake(1000);
    await wake(1000);
    expect(puts()).toHaveLength(1);
  });

  test('in a spray over all documents is written sixteen of them a second', async () => {
    const { memory, puts, wake } = open();
    for (let one = 0; one < 4000; one += 1) memory.fail(keysOf(`a${one}`, null));
    await wake(1000);
    expect(puts()).toHaveLength(16);
    await wake(1000);
    expect(new Set(puts()).size).toBe(32);
  });
});

describe('several instances', () => {
  test('know after five seconds what the others wrote', async () => {
    const one = open();
    const other = open(one);
    await other.memory.refresh(home);
    failing(one.memory, 5);
    await one.wake(1000);
    one.clock.advance(4999);
    await other.memory.refresh(home);
    expect(counts(other.memory)).toMatchObject({ pair: 0 });
    one.clock.advance(1);
    await other.memory.refresh(home);
    expect(counts(other.memory)).toEqual({ pair: 5, account: 5, network: 5, isKnown: false });
  });

  test('that write the same document at once lose nothing of each other', async () => {
    const one = open();
    const other = open(one);
    failing(one.memory, 2);
    one.clock.advance(7);
    failing(other.memory, 3);
    await Promise.all([one.memory.flush(), other.memory.flush()]);
    const third = open(one);
    await third.memory.refresh(home);
    expect(counts(third.memory)).toEqual({ pair: 5, account: 5, network: 5, isKnown: false });
  });

  test('forget refusals when the account signs in at one of them', async () => {
    const one = open();
    const other = open(one);
    failing(one.memory, 5);
    await one.memory.flush();
    one.clock.advance(100);
    await other.memory.refresh(home);
    other.memory.succeed(home);
    await other.memory.flush();
    one.clock.advance(5000);
    await one.memory.refresh(home);
    expect(counts(one.memory)).toMatchObject({ pair: 0, isKnown: true });
  });

  test('of which one has a wrong clock do not keep out who comes to the others', async () => {
    const wrong = open();
    failing(wrong.memory, 10);
    await wrong.memory.flush();
    const clock = createFixedClock('2025-11-22T16:00:00.000Z');
    const right = open({ bucket: wrong.bucket, clock });
    await right.memory.refresh(home);
    failing(right.memory, 6);
    expect(counts(right.memory)).toEqual({ pair: 6, account: 5, network: 5, isKnown: false });
    await right.memory.flush();
    const next = open({ bucket: wrong.bucket, clock });
    await next.memory.refresh(home);
    expect(counts(next.memory)).toMatchObject({ pair: 6 });
  });
});

describe('reading', () => {
  test('asks for each document once in five seconds, and for what is new since', async () => {
    const { clock, memory, reads } = open();
    await Promise.all([memory.refresh(home), memory.refresh(home), memory.refresh(home)]);
    expect(reads()).toBe(2);
    clock.advance(4999);
    await memory.refresh(home);
    expect(reads()).toBe(2);
    clock.advance(1);
    await memory.refresh(home);
    expect(reads()).toBe(4);
  });

  test('waits a second for a store that is slow, and takes what comes later', async () => {
    const one = open();
    failing(one.memory, 5);
    await one.memory.flush();
    const answer = Promise.withResolvers<void>();
    const slow: MemoryBucket = {
      ...one.bucket,
      get: async (...request) => {
        await answer.promise;
        return one.bucket.get(...request);
      },
    };
    const { memory, wake } = open({ bucket: slow, clock: one.clock });
    const refreshed = memory.refresh(home);
    await wake(1000);
    await refreshed;
    expect(counts(memory)).toMatchObject({ pair: 0 });
    answer.resolve();
    await wake(0);
    expect(counts(memory)).toMatchObject({ pair: 5 });
  });

  test('from a store that is down leaves what memory knows, says so once a minute, and asks again in five seconds', async () => {
    const { bucket, clock, memory, reads, warnings } = open();
    bucket.failNext(100, { operation: 'get' });
    failing(memory, 5);
    for (let one = 0; one < 10; one += 1) {
      await memory.refresh(home);
      clock.advance(1000);
    }
    expect(counts(memory)).toMatchObject({ pair: 5 });
    expect(reads()).toBe(4);
    expect(warnings).toHaveLength(1);
    clock.advance(60_000);
    await memory.refresh(home);
    expect(warnings).toHaveLength(2);
  });

  test('a document that is broken leaves what memory knows, and is not written over', async () => {
    const { bucket, memory, warnings } = open();
    const key = keyOf(home.shards.account);
    await bucket.put(key, new TextEncoder().encode('{"schema":2}'));
    failing(memory, 5);
    await memory.refresh(home);
    await memory.flush();
    expect(counts(memory)).toMatchObject({ pair: 5 });
    expect(bucket.contents()[key]).toBe('{"schema":2}');
    expect(warnings).toHaveLength(1);
  });
});

describe('writing', () => {
  test('to a store that is down is tried again', async () => {
    const { bucket, memory, puts, wake, warnings } = open();
    bucket.failNext(2, { operation: 'put' });
    memory.fail(home);
    await wake(1000);
    expect(Object.keys(bucket.contents())).toEqual([]);
    expect(warnings).toHaveLength(1);
    await wake(5000);
    expect(puts()).toHaveLength(4);
    expect(Object.keys(bucket.contents())).toHaveLength(2);
  });

  test('waits for a store that is known to keep conditions', async () => {
    const { memory, puts, state, wake } = open();
    state.isWritable = false;
    memory.fail(home);
    await wake(1000);
    await memory.flush();
    expect(puts()).toEqual([]);
    state.isWritable = true;
    await wake(5000);
    expect(puts()).toHaveLength(2);
  });

  test('all that is left comes before the end, and a store that is down does not delay that', async () => {
    const { bucket, memory } = open();
    for (let one = 0; one < 4000; one += 1) memory.fail(keysOf(`a${one}`, null));
    await memory.flush();
    expect(Object.keys(bucket.contents())).toHaveLength(256);
    memory.fail(home);
    bucket.failNext(2, { operation: 'put' });
    await memory.flush();
  });

  test('drops what no longer counts', async () => {
    const { bucket, clock, memory, wake } = open();
    failing(memory, 5);
    await wake(1000);
    clock.advance(3_600_000);
    memory.succeed(home);
    await wake(1000);
    await wake(1000);
    const stored = bucket.contents()[keyOf(home.shards.account)];
    expect(JSON.parse(stored ?? '')).toMatchObject({
      pairs: {},
      accounts: {},
      known: { [home.pair]: clock.now().getTime() },
    });
  });
});
