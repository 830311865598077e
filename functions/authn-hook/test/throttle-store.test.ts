import { createFixedClock, createMemoryBucket, type MemoryBucket } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { countsOf, documentOf, failTimes, home, keysOf, startInstance } from './throttle-instance.ts';

describe('reading', () => {
  test('asks for each document once in five seconds, and for what is new since', async () => {
    const { clock, memory, reads } = startInstance();
    await Promise.all([memory.refresh(home), memory.refresh(home), memory.refresh(home)]);
    expect(reads()).toBe(2);
    clock.advance(4999);
    await memory.refresh(home);
    expect(reads()).toBe(2);
    clock.advance(1);
    await memory.refresh(home);
    expect(reads()).toBe(4);
    clock.advance(-60_000);
    await memory.refresh(home);
    expect(reads()).toBe(6);
  });

  test('takes what it has for what there is as long as the store says so', async () => {
    const one = startInstance();
    failTimes(one.memory, 5);
    await one.memory.flush();
    const conditions: unknown[] = [];
    const watched: MemoryBucket = {
      ...one.bucket,
      get: async (key, options) => {
        conditions.push(options?.ifNoneMatch);
        return one.bucket.get(key, options);
      },
    };
    const { memory } = startInstance({ bucket: watched, clock: one.clock });
    await memory.refresh(home);
    expect(conditions).toEqual([undefined, undefined]);
    one.clock.advance(5000);
    await memory.refresh(home);
    expect(conditions.slice(2)).toEqual([expect.any(String), expect.any(String)]);
    expect(countsOf(memory)).toMatchObject({ pair: 5 });
  });

  test('waits a second for a store that is slow, and takes what comes later', async () => {
    const one = startInstance();
    failTimes(one.memory, 5);
    await one.memory.flush();
    const answer = Promise.withResolvers<void>();
    const slow: MemoryBucket = {
      ...one.bucket,
      get: async (...request) => {
        await answer.promise;
        return one.bucket.get(...request);
      },
    };
    const { memory, wake } = startInstance({ bucket: slow, clock: one.clock });
    const refreshed = memory.refresh(home);
    await wake(1000);
    await refreshed;
    expect(countsOf(memory)).toMatchObject({ pair: 0 });
    answer.resolve();
    await wake(0);
    expect(countsOf(memory)).toMatchObject({ pair: 5 });
  });

  test('from a store that is down leaves what memory knows, says so once a minute, and asks again in five seconds', async () => {
    const { bucket, clock, memory, reads, warnings } = startInstance();
    bucket.failNext(100, { operation: 'get' });
    failTimes(memory, 5);
    for (let one = 0; one < 10; one += 1) {
      await memory.refresh(home);
      clock.advance(1000);
    }
    expect(countsOf(memory)).toMatchObject({ pair: 5 });
    expect(reads()).toBe(4);
    expect(warnings).toHaveLength(1);
    clock.advance(60_000);
    await memory.refresh(home);
    expect(warnings).toHaveLength(2);
  });

  test('a document that is broken leaves what memory knows, and is not written over', async () => {
    const { bucket, memory, warnings } = startInstance();
    const key = documentOf(home.shards.account);
    await bucket.put(key, new TextEncoder().encode('{"schema":2}'));
    failTimes(memory, 5);
    await memory.refresh(home);
    await memory.flush();
    expect(countsOf(memory)).toMatchObject({ pair: 5 });
    expect(bucket.contents()[key]).toBe('{"schema":2}');
    expect(warnings).toHaveLength(1);
  });
});

describe('writing', () => {
  test('to a store that is down is tried again', async () => {
    const { bucket, memory, puts, wake, warnings } = startInstance();
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
    const { memory, puts, state, wake } = startInstance();
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
    const { bucket, memory } = startInstance();
    for (let one = 0; one < 4000; one += 1) memory.fail(keysOf(`a${one}`, null));
    await memory.flush();
    expect(Object.keys(bucket.contents())).toHaveLength(256);
    memory.fail(home);
    bucket.failNext(2, { operation: 'put' });
    await memory.flush();
  });

  test('the end waits for what is being written already', async () => {
    const answer = Promise.withResolvers<void>();
    const inner = createMemoryBucket();
    const slow: MemoryBucket = {
      ...inner,
      put: async (...request) => {
        await answer.promise;
        return inner.put(...request);
      },
    };
    const { memory, wake } = startInstance({ bucket: slow, clock: createFixedClock() });
    memory.fail(home);
    await wake(1000);
    const flushed = memory.flush();
    const first = await Promise.race([flushed.then(() => 'flushed'), wake(0).then(() => 'waiting')]);
    expect(first).toBe('waiting');
    answer.resolve();
    await flushed;
    expect(Object.keys(inner.contents())).toHaveLength(2);
  });

  test('drops what no longer counts', async () => {
    const { bucket, clock, memory, wake } = startInstance();
    failTimes(memory, 5);
    await wake(1000);
    clock.advance(3_600_000);
    memory.succeed(home);
    await wake(1000);
    await wake(1000);
    const stored = bucket.contents()[documentOf(home.shards.account)];
    expect(JSON.parse(stored ?? '')).toMatchObject({
      pairs: {},
      cells: { pairs: {}, accounts: {}, networks: {} },
      known: { [home.pair.key]: clock.now().getTime() },
    });
  });
});
