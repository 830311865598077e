import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createControlStoreSessions } from './control-store-sessions.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const END = '2026-01-02T00:00:00.000Z';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const rotationOf = (used: number, next: number, session = 1) => ({
  session: id(session),
  used: id(used),
  next: id(next),
  notAfter: END,
});

function open() {
  const bucket = createMemoryBucket();
  const clock = createFixedClock();
  const state = { isWritable: true };
  const sessions = createControlStoreSessions({ bucket, now: clock.now, isWritable: () => state.isWritable });
  return { bucket, clock, sessions, state };
}

test('tokens follow one another, and one that comes again ends them all', async () => {
  const { bucket, sessions } = open();
  expect(await sessions.rotate('alice', rotationOf(1, 2))).toEqual({ kind: 'rotated' });
  expect(Object.keys(bucket.contents())).toEqual([`identities/sessions/2026-01-02T00/${id(1)}.json`]);
  expect(await sessions.rotate('alice', rotationOf(2, 3))).toEqual({ kind: 'rotated' });
  expect(await sessions.rotate('alice', rotationOf(2, 4))).toEqual({ kind: 'refused', why: 'refresh-token-reused' });
  expect(await sessions.rotate('alice', rotationOf(3, 5))).toEqual({ kind: 'refused', why: 'session-ended' });
});

test.each([
  ['the first', 1],
  ['a later', 2],
])('of two instances that use up %s token at the same time one goes on, and the session ends', async (_title, used) => {
  const { bucket, clock, sessions } = open();
  if (used > 1) await sessions.rotate('alice', rotationOf(1, 2));
  const another = createControlStoreSessions({ bucket, now: clock.now, isWritable: () => true });
  const outcomes = await Promise.all([
    sessions.rotate('alice', rotationOf(used, 8)),
    another.rotate('alice', rotationOf(used, 9)),
  ]);
  expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['refused', 'rotated']);
  expect(await sessions.rotate('alice', rotationOf(8, 10))).toMatchObject({ kind: 'refused' });
  expect(await sessions.rotate('alice', rotationOf(9, 10))).toMatchObject({ kind: 'refused' });
});

test('two instances that use up a token for the same next one both go on', async () => {
  const { bucket, clock, sessions } = open();
  const another = createControlStoreSessions({ bucket, now: clock.now, isWritable: () => true });
  const both = [sessions.rotate('alice', rotationOf(1, 2)), another.rotate('alice', rotationOf(1, 2))];
  expect(await Promise.all(both)).toEqual([{ kind: 'rotated' }, { kind: 'rotated' }]);
  expect(await sessions.rotate('alice', rotationOf(2, 3))).toEqual({ kind: 'rotated' });
});

test('a fault is no refusal, and a store that may not keep conditions is a fault', async () => {
  const { bucket, sessions, state } = open();
  bucket.failNext(1, { operation: 'get' });
  await expect(sessions.rotate('alice', rotationOf(1, 2))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  state.isWritable = false;
  await expect(sessions.rotate('alice', rotationOf(1, 2))).rejects.toMatchObject({ code: 'ERR_STORE_UNSUPPORTED' });
  expect(bucket.contents()).toEqual({});
});

test('sessions go an hour after the hour in which their last token expired', async () => {
  const { bucket, clock, sessions } = open();
  await sessions.rotate('alice', rotationOf(1, 2));
  clock.advance(DAY_MS + 2 * HOUR_MS - 1);
  expect(await sessions.sweep()).toBe(0);
  clock.advance(1);
  expect(await sessions.sweep()).toBe(1);
  expect(bucket.contents()).toEqual({});
});

test('a sweep takes all that are over, broken or not, and reads none that lives', async () => {
  const { bucket, clock, sessions } = open();
  for (let session = 1; session <= 60; session += 1) {
    await sessions.rotate('alice', rotationOf(session, session + 100, session));
  }
  await bucket.put(`identities/sessions/2026-01-02T00/${id(10)}.json`, new TextEncoder().encode('{}'));
  await sessions.rotate('alice', { ...rotationOf(70, 170, 70), notAfter: '2026-01-05T00:00:00.000Z' });
  clock.advance(2 * DAY_MS);
  const callsBefore = bucket.calls.length;
  expect(await sessions.sweep()).toBe(60);
  expect(bucket.calls.slice(callsBefore).some(({ operation }) => operation === 'get')).toBe(false);
  expect(Object.keys(bucket.contents())).toEqual([`identities/sessions/2026-01-05T00/${id(70)}.json`]);
});
