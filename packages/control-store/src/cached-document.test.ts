import { createFixedClock, createMemoryBucket, type FixedClock, type MemoryBucket } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

import { createCachedDocument, type CachedDocument } from './cached-document.ts';
import { createDocuments, type ReadResult } from './documents.ts';

const KEY = 'a.json';
const MAX_AGE_MS = 5000;
type Counted = { count: number };

function setUp(stored?: string): { bucket: MemoryBucket; clock: FixedClock; cached: CachedDocument<Counted> } {
  const bucket = createMemoryBucket(stored === undefined ? {} : { objects: { [KEY]: stored } });
  const clock = createFixedClock();
  const documents = createDocuments({ bucket, schema: z.strictObject({ count: z.int() }) });
  return { bucket, clock, cached: createCachedDocument({ documents, key: KEY, maxAgeMs: MAX_AGE_MS, now: clock.now }) };
}

async function store(bucket: MemoryBucket, count: number): Promise<void> {
  await bucket.put(KEY, new TextEncoder().encode(JSON.stringify({ count })));
}

const reads = (bucket: MemoryBucket): number => bucket.calls.filter(({ operation }) => operation === 'get').length;

describe('age', () => {
  test('younger than maxAgeMs, it is not asked for again', async () => {
    const { bucket, clock, cached } = setUp('{"count":1}');
    const first = await cached.read();
    await store(bucket, 2);
    clock.advance(MAX_AGE_MS - 1);
    expect(await cached.read()).toEqual(first);
    expect(reads(bucket)).toBe(1);
  });

  test('from maxAgeMs on, a change is seen', async () => {
    const { bucket, clock, cached } = setUp('{"count":1}');
    await cached.read();
    await store(bucket, 2);
    clock.advance(MAX_AGE_MS);
    expect(await cached.read()).toMatchObject({ kind: 'found', value: { count: 2 } });
  });

  test('unchanged, it is the very same value, and young again', async () => {
    const { bucket, clock, cached } = setUp('{"count":1}');
    const first = await cached.read();
    clock.advance(MAX_AGE_MS);
    expect(await cached.read()).toBe(first);
    clock.advance(MAX_AGE_MS - 1);
    await cached.read();
    expect(reads(bucket)).toBe(2);
  });

  test('what is left of it is told, counted from when the store was asked', async () => {
    const { clock, cached } = setUp('{"count":1}');
    expect(cached.freshForMs()).toBe(0);
    await cached.read();
    expect(cached.freshForMs()).toBe(MAX_AGE_MS);
    clock.advance(MAX_AGE_MS - 1);
    expect(cached.freshForMs()).toBe(1);
    clock.advance(1);
    expect(cached.freshForMs()).toBe(0);
    await cached.read();
    clock.advance(-1);
    expect(cached.freshForMs()).toBe(0);
    clock.advance(1);
    cached.expire();
    expect(cached.freshForMs()).toBe(0);
  });

  test('a clock that was set back makes it old', async () => {
    const { bucket, clock, cached } = setUp('{"count":1}');
    await cached.read();
    clock.advance(-1);
    await cached.read();
    expect(reads(bucket)).toBe(2);
  });

  test('missing is kept as well, and ends in time', async () => {
    const { bucket, clock, cached } = setUp();
    expect(await cached.read()).toEqual({ kind: 'missing' });
    await store(bucket, 1);
    expect(await cached.read()).toEqual({ kind: 'missing' });
    clock.advance(MAX_AGE_MS);
    expect(await cached.read()).toMatchObject({ kind: 'found', value: { count: 1 } });
  });

  test('deleted and stored again with the same content, it is found', async () => {
    const { bucket, clock, cached } = setUp('{"count":1}');
    await cached.read();
    await bucket.delete(KEY);
    clock.advance(MAX_AGE_MS);
    expect(await cached.read()).toEqual({ kind: 'missing' });
    await store(bucket, 1);
    clock.advance(MAX_AGE_MS);
    expect(await cached.read()).toMatchObject({ kind: 'found', value: { count: 1 } });
  });

  test('it counts from the question, not from the answer', async () => {
    const clock = createFixedClock();
    let asked = 0;
    const documents = {
      read: async (): Promise<ReadResult<Counted>> => {
        asked += 1;
        clock.advance(MAX_AGE_MS);
        return { kind: 'found', value: { count: asked }, etag: `e${asked}` };
      },
    };
    const cached = createCachedDocument({ documents, key: KEY, maxAgeMs: MAX_AGE_MS, now: clock.now });
    await cached.read();
    await cached.read();
    expect(asked).toBe(2);
  });
});

describe('faults', () => {
  test('a fault is thrown, a stale value is not served, and the next read asks again', async () => {
    const { bucket, clock, cached } = setUp('{"count":1}');
    await cached.read();
    clock.advance(MAX_AGE_MS);
    bucket.failNext(1);
    await expect(cached.read()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(await cached.read()).toMatchObject({ kind: 'found', value: { count: 1 } });
  });

  test('a broken document is thrown, though a good one was known', async () => {
    const { bucket, clock, cached } = setUp('{"count":1}');
    await cached.read();
    await bucket.put(KEY, new TextEncoder().encode('{}'));
    clock.advance(MAX_AGE_MS);
    await expect(cached.read()).rejects.toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID' });
  });

  test('a store that calls unchanged what nobody has read is at fault', async () => {
    const documents = { read: async (): Promise<ReadResult<Counted>> => ({ kind: 'unchanged' }) };
    const { now } = createFixedClock();
    const cached = createCachedDocument({ documents, key: KEY, maxAgeMs: MAX_AGE_MS, now });
    await expect(cached.read()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', key: KEY });
  });
});

describe('many readers', () => {
  test('at once they share one question, and its fault', async () => {
    const { bucket, cached } = setUp('{"count":1}');
    bucket.failNext(1);
    const failed = await Promise.allSettled([cached.read(), cached.read()]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const [first, second] = await Promise.all([cached.read(), cached.read()]);
    expect(first).toBe(second);
    expect(reads(bucket)).toBe(2);
  });

  test.each([
    ['younger', MAX_AGE_MS - 1, 1],
    ['as old', MAX_AGE_MS, 2],
    ['of a clock that was set back', -1, 2],
  ])('of a question that is under way and %s they wait for its answer or ask anew', async (_title, ageMs, count) => {
    const answers: ((answer: ReadResult<Counted>) => void)[] = [];
    const documents = {
      read: (): Promise<ReadResult<Counted>> => new Promise((resolve) => answers.push(resolve)),
    };
    const clock = createFixedClock();
    const cached = createCachedDocument({ documents, key: KEY, maxAgeMs: MAX_AGE_MS, now: clock.now });
    const first = cached.read();
    clock.advance(ageMs);
    const second = cached.read();
    expect(answers).toHaveLength(count);
    for (const [index, answer] of [...answers.entries()].toReversed()) {
      answer({ kind: 'found', value: { count: index + 1 }, etag: `e${index + 1}` });
    }
    expect(await first).toMatchObject({ value: { count: 1 } });
    expect(await second).toMatchObject({ value: { count } });
    expect([count, await cached.read()]).not.toMatchObject([2, { value: { count: 1 } }]);
  });

  test('after expire the next one asks, and what was under way is not kept', async () => {
    const answers: ((answer: ReadResult<Counted>) => void)[] = [];
    const documents = {
      read: (): Promise<ReadResult<Counted>> => new Promise((resolve) => answers.push(resolve)),
    };
    const { now } = createFixedClock();
    const cached = createCachedDocument({ documents, key: KEY, maxAgeMs: MAX_AGE_MS, now });
    const underWay = cached.read();
    cached.expire();
    const fresh = cached.read();
    answers[1]?.({ kind: 'found', value: { count: 2 }, etag: 'e2' });
    expect(await fresh).toMatchObject({ value: { count: 2 } });
    answers[0]?.({ kind: 'found', value: { count: 1 }, etag: 'e1' });
    expect(await underWay).toMatchObject({ value: { count: 1 } });
    expect(await cached.read()).toMatchObject({ value: { count: 2 } });
  });
});
