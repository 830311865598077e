import { randomUUID } from 'node:crypto';

import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createBucketReplay } from './bucket-replay.ts';
import { replayKey } from './replay.ts';
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

/** The mark of a sign-in that is like no other. */
const by = (expiresAt = EXPIRY, attempt = randomUUID()) => ({ expiresAt, attempt });
const keyOf = (id: string, expiry = EXPIRY) => replayKey({ issuer: 'https://issuer.example', id }, expiry);

test('a token is used once, whichever instance is asked', async () => {
  const { create, used } = open();
  expect(await used.use(keyOf('one'), by())).toBe(true);
  expect(await used.use(keyOf('one'), by())).toBe(false);
  expect(await create().use(keyOf('one'), by())).toBe(false);
  expect(await used.use(keyOf('two'), by())).toBe(true);
});

test('of many at once one is the first', async () => {
  const { used } = open();
  const answers = await Promise.all(Array.from({ length: 20 }, async () => used.use(keyOf('one'), by())));
  expect(answers.filter((isFirst) => isFirst)).toHaveLength(1);
});

test('a store that gives no answer is a fault, never a first use', async () => {
  const { bucket, used } = open();
  bucket.failNext(1, { operation: 'put' });
  await expect(used.use(keyOf('one'), by())).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
});

test('the key holds neither issuer nor id, tells them apart and sorts by the hour', () => {
  expect(keyOf('token-1')).toMatch(/^identities\/replay\/2026-01-01T00\/[0-9a-f]{64}$/);
  expect(replayKey({ issuer: 'a', id: 'bc' }, EXPIRY)).not.toBe(replayKey({ issuer: 'ab', id: 'c' }, EXPIRY));
});

test('the same sign-in asked again, by any instance, is no second use', async () => {
  const { create, used } = open();
  const own = by();
  expect(await used.use(keyOf('one'), own)).toBe(true);
  expect(await used.use(keyOf('one'), own)).toBe(true);
  expect(await create().use(keyOf('one'), own)).toBe(true);
  expect(await used.use(keyOf('one'), by())).toBe(false);
  expect(await used.use(keyOf('one'), own)).toBe(true);
});

test('a write whose answer got lost is no second use of the sign-in that it was for', async () => {
  const { bucket, used } = open();
  const own = by();
  bucket.failNext(1, { operation: 'put', isApplied: true });
  await expect(used.use(keyOf('one'), own)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  expect(await used.use(keyOf('one'), by())).toBe(false);
  expect(await used.use(keyOf('one'), own)).toBe(true);
});

test('a mark that names no sign-in is nobody’s', async () => {
  const { bucket, used } = open();
  const mark = JSON.stringify({ schema: 1, expiresAt: EXPIRY.toISOString() });
  await bucket.put(keyOf('one'), new TextEncoder().encode(mark));
  expect(await used.use(keyOf('one'), by())).toBe(false);
  expect(await used.use(keyOf('one'), { expiresAt: EXPIRY })).toBe(false);
});

test('what is over is taken away, all of it at the first use and then once a minute, and nothing else', async () => {
  const { bucket, clock, settled, used } = open();
  for (let index = 0; index < 1500; index += 1) await bucket.put(keyOf(`old-${index}`), new Uint8Array());
  const later = new Date(EXPIRY.getTime() + 3 * HOUR_MS);
  clock.advance(2 * HOUR_MS);
  await used.use(keyOf('new-1', later), by(later));
  await settled();
  expect(Object.keys(bucket.contents())).toHaveLength(1);
  await bucket.put(keyOf('old'), new Uint8Array());
  await used.use(keyOf('new-2', later), by(later));
  await settled();
  expect(Object.keys(bucket.contents())).toHaveLength(3);
  clock.advance(60_000);
  await used.use(keyOf('new-3', later), by(later));
  await settled();
  expect(Object.keys(bucket.contents())).toHaveLength(3);
  expect(await used.use(keyOf('new-1', later), by(later))).toBe(false);
});

test('what is over by less than the longest leeway and ten minutes stays, for instances whose clocks are behind', async () => {
  const { bucket, clock, settled, used } = open();
  await bucket.put(keyOf('old'), new Uint8Array());
  const later = new Date(EXPIRY.getTime() + HOUR_MS);
  clock.set('2026-01-01T01:14:59.000Z');
  await used.use(keyOf('new', later), by(later));
  await settled();
  expect(Object.keys(bucket.contents())).toHaveLength(2);
});

test('a sweep that fails is told of, and the use is not', async () => {
  const { bucket, warnings, settled, used } = open();
  bucket.failNext(1, { operation: 'list' });
  expect(await used.use(keyOf('one'), by())).toBe(true);
  await settled();
  expect(warnings).toHaveLength(1);
});
