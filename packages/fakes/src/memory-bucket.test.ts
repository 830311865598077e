import { describe, expect, test } from 'vitest';

import { bucketContract } from './bucket.contract.ts';
import type { BucketUnderTest } from './bucket-rules.ts';
import { createFixedClock } from './fixed-clock.ts';
import { createMemoryBucket } from './memory-bucket.ts';

function makeBucket(): BucketUnderTest {
  return { bucket: createMemoryBucket(), prefix: 'test/' };
}

bucketContract('the bucket in memory', makeBucket);

test('a skip has to name a rule', () => {
  expect(() => bucketContract('x', makeBucket, { skips: { 'no such rule': 'because' } })).toThrow(TypeError);
});

describe('faults on order', () => {
  const body = new TextEncoder().encode('x');
  const unavailable = { code: 'ERR_STORE_UNAVAILABLE' };

  test('the next calls fail, as many as were ordered, and nothing happens', async () => {
    const bucket = createMemoryBucket();
    bucket.failNext(2);
    await expect(bucket.put('a', body)).rejects.toMatchObject(unavailable);
    await expect(bucket.get('a')).rejects.toMatchObject(unavailable);
    expect(await bucket.get('a')).toEqual({ kind: 'missing' });
  });

  test('one operation can be chosen', async () => {
    const bucket = createMemoryBucket();
    bucket.failNext(1, { operation: 'list' });
    bucket.failNext(1, { operation: 'delete' });
    await bucket.put('a', body);
    await expect(bucket.delete('a')).rejects.toMatchObject(unavailable);
    await expect(bucket.list('')).rejects.toMatchObject(unavailable);
    expect((await bucket.list('')).keys).toHaveLength(1);
  });

  test('a fault can come after the effect, and can be any error', async () => {
    const bucket = createMemoryBucket();
    bucket.failNext(1, { isApplied: true, error: new RangeError('lost') });
    await expect(bucket.put('a', body)).rejects.toBeInstanceOf(RangeError);
    expect(bucket.contents()).toEqual({ a: 'x' });
  });

  test('every call is on record', async () => {
    const bucket = createMemoryBucket();
    bucket.failNext(1);
    await bucket.get('a').catch(() => undefined);
    await bucket.list('p/');
    expect(bucket.calls).toEqual([
      { operation: 'get', key: 'a' },
      { operation: 'list', key: 'p/' },
    ]);
  });
});

test('it starts with the objects and the clock that it is given', async () => {
  const clock = createFixedClock();
  const bucket = createMemoryBucket({ now: clock.now, objects: { b: '2', a: '1' } });
  clock.advance(1000);
  await bucket.put('c', new TextEncoder().encode('3'));
  expect(Object.entries(bucket.contents())).toEqual([
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
  ]);
  const times = (await bucket.list('')).keys.map(({ lastModified }) => lastModified.toISOString());
  expect(times).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z']);
});
