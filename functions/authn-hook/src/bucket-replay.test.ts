import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createBucketReplay } from './bucket-replay.ts';
import { isReplayOver, replayKey } from './replay.ts';
import { createBackground } from './run-in-background.ts';

const EXPIRY = new Date('2026-01-01T00:05:00.000Z');
const HOUR_MS = 3_600_000;

function open() {
  const clock = createFixedClock();
  const bucket = createMemoryBucket({ now: clock.now });
  const warnings: unknown[] = [];
  const background = createBackground({ log: { warn: (...line: unknown[]) => warnings.push(line) } });
  const create = () => createBucketReplay({ bucket, now: clock.now, runInBackground: background.run });
  return { bucket, clock, warnings, settled: async () => background.settled(), create, used: create() };
}

const keyOf = (id: string, expiry = EXPIRY) => replayKey({ issuer: 'https://issuer.example', id }, expiry);

test('a token is used once, whichever instance is asked', async () => {
  const { create, used } = open();
  expect(await used.use(keyOf('one'), EXPIRY)).toBe(true);
  expect(await used.use(keyOf('one'), EXPIRY)).toBe(false);
  expect(await create().use(keyOf('one'), EXPIRY)).toBe(false);
  expect(await used.use(keyOf('two'), EXPIRY)).toBe(true);
});

test('of many at once one is the first', async () => {
  const { used } = open();
  const answers = await Promise.all(Array.from({ length: 20 }, async () => used.use(keyOf('one'), EXPIRY)));
  expect(answers.filter((isFirst) => isFirst)).toHaveLength(1);
});

test('a store that gives no answer is a fault, never a first use', async () => {
  const { bucket, used } = open();
  bucket.failNext(1, { operation: 'put' });
  await expect(used.use(keyOf('one'), EXPIRY)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
});

test('the key holds neither issuer nor id, tells them apart and sorts by the hour', () => {
  expect(keyOf('token-1')).toMatch(/^identities\/replay\/2026-01-01T00\/[0-9a-f]{64}$/);
  expect(replayKey({ issuer: 'a', id: 'bc' }, EXPIRY)).not.toBe(replayKey({ issuer: 'ab', id: 'c' }, EXPIRY));
});

test.each([
  ['2026-01-01T00:59:59.999Z', false],
  ['2026-01-01T01:00:00.000Z', true],
  ['2026-01-02T00:00:00.000Z', true],
  ['2025-12-31T23:00:00.000Z', false],
])('at %s the hour of the key is over: %s', (time, expected) => {
  expect(isReplayOver(keyOf('one'), new Date(time))).toBe(expected);
});

test('what is over is taken away, a hundred at a time, and nothing else', async () => {
  const { bucket, clock, settled, used } = open();
  for (let index = 0; index < 150; index += 1) await bucket.put(keyOf(`old-${index}`), new Uint8Array());
  const later = new Date(EXPIRY.getTime() + 3 * HOUR_MS);
  clock.advance(2 * HOUR_MS);
  await used.use(keyOf('new-1', later), later);
  await settled();
  expect(Object.keys(bucket.contents())).toHaveLength(51);
  await used.use(keyOf('new-2', later), later);
  clock.advance(60_000);
  await used.use(keyOf('new-3', later), later);
  await settled();
  expect(Object.keys(bucket.contents())).toHaveLength(3);
  expect(await used.use(keyOf('new-1', later), later)).toBe(false);
});

test('what is over by less than ten minutes stays, for instances whose clocks are behind', async () => {
  const { bucket, clock, settled, used } = open();
  await bucket.put(keyOf('old'), new Uint8Array());
  const later = new Date(EXPIRY.getTime() + HOUR_MS);
  clock.set('2026-01-01T01:09:59.000Z');
  await used.use(keyOf('new', later), later);
  await settled();
  expect(Object.keys(bucket.contents())).toHaveLength(2);
});

test('a sweep that fails is told of, and the use is not', async () => {
  const { bucket, warnings, settled, used } = open();
  bucket.failNext(1, { operation: 'list' });
  expect(await used.use(keyOf('one'), EXPIRY)).toBe(true);
  await settled();
  expect(warnings).toHaveLength(1);
});
