import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { hourlyPrefix, sweepHours } from './hourly-keys.ts';

const PREFIX = 'identities/marks/';
const HOUR_MS = 3_600_000;
const NOON = new Date('2026-11-22T12:59:59.999Z');

function open(count: number) {
  const clock = createFixedClock(NOON.toISOString());
  const keys = Array.from(
    { length: count },
    (_, index) => hourlyPrefix(PREFIX, new Date(NOON.getTime() - HOUR_MS)) + index,
  );
  const bucket = createMemoryBucket({ objects: Object.fromEntries(keys.map((key) => [key, ''])) });
  return { bucket, clock, sweep: async () => sweepHours({ bucket, prefix: PREFIX, before: NOON, now: clock.now }) };
}

test('a key is below the hour of its time, whatever zone that was given in', () => {
  expect(hourlyPrefix(PREFIX, new Date('2026-12-31T23:30:00-01:00'))).toBe('identities/marks/2027-01-01T00/');
});

test('all that is over goes, more than a page of it too, and nothing else', async () => {
  const { bucket, sweep } = open(2500);
  const current = `${hourlyPrefix(PREFIX, NOON)}live`;
  const later = `${hourlyPrefix(PREFIX, new Date(NOON.getTime() + HOUR_MS))}live`;
  for (const key of [current, later, 'identities/other/1']) await bucket.put(key, new Uint8Array());
  expect(await sweep()).toBe(2500);
  expect(Object.keys(bucket.contents())).toEqual([current, later, 'identities/other/1']);
  expect(await sweep()).toBe(0);
});

test('it looks at a page once when nothing in it is over, however many there are', async () => {
  const { bucket, sweep } = open(0);
  for (let index = 0; index < 1500; index += 1) await bucket.put(hourlyPrefix(PREFIX, NOON) + index, new Uint8Array());
  const before = bucket.calls.length;
  expect(await sweep()).toBe(0);
  expect(bucket.calls.slice(before)).toEqual([{ operation: 'list', key: PREFIX }]);
});

test('it ends after ten seconds, with what it had begun', async () => {
  const { bucket, clock, sweep } = open(2500);
  const list = bucket.list.bind(bucket);
  bucket.list = async (...question) => {
    clock.advance(5000);
    return list(...question);
  };
  expect(await sweep()).toBe(2000);
});
