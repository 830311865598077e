import { expect, test } from 'vitest';

import { decideRotation } from './decide-rotation.ts';
import type { SessionDocument } from './session-document.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const SESSION = id(1);
const END = '2026-02-01T00:00:00.000Z';
const now = new Date('2026-01-01T00:00:00.000Z');
const rotationOf = (used: number, next: number, notAfter = END) => ({
  session: SESSION,
  used: id(used),
  next: id(next),
  notAfter,
});
const laterBy = (ms: number) => new Date(now.getTime() + ms);
const second: SessionDocument = {
  schema: 1,
  session: SESSION,
  account: 'alice',
  current: id(2),
  previous: id(1),
  rotatedAt: now.toISOString(),
  revokedAt: null,
  notAfter: END,
};

test('the first token of a session begins it', () => {
  expect(decideRotation(undefined, 'alice', rotationOf(1, 2), now)).toEqual({
    next: second,
    outcome: { kind: 'rotated' },
  });
});

test('a later token does not begin one again whose document was lost', () => {
  expect(decideRotation(undefined, 'alice', rotationOf(2, 3), now)).toEqual({
    next: undefined,
    outcome: { kind: 'refused', why: 'session-unknown' },
  });
});

test('the token whose turn it is gives way to the next; the end moves back only', () => {
  const rotated = decideRotation(second, 'alice', rotationOf(2, 3, '2026-03-01T01:00:00+01:00'), laterBy(60_000));
  expect(rotated).toEqual({
    next: {
      ...second,
      current: id(3),
      previous: id(2),
      rotatedAt: '2026-01-01T00:01:00.000Z',
      notAfter: '2026-03-01T00:00:00.000Z',
    },
    outcome: { kind: 'rotated' },
  });
  const sooner = decideRotation(second, 'alice', rotationOf(2, 3, '2026-01-15T00:00:00Z'), now);
  expect(sooner.next?.notAfter).toBe(END);
});

test.each([0, 1, 30_000, -1, -30_000])('the same call once more after %i ms is the same answer', (ms) => {
  expect(decideRotation(second, 'alice', rotationOf(1, 2), laterBy(ms))).toEqual({
    next: undefined,
    outcome: { kind: 'rotated' },
  });
});

test.each([30_001, 86_400_000, -30_001])('the same call after %i ms is a reuse, and ends the session', (ms) => {
  expect(decideRotation(second, 'alice', rotationOf(1, 2), laterBy(ms))).toEqual({
    next: { ...second, revokedAt: laterBy(ms).toISOString() },
    outcome: { kind: 'refused', why: 'refresh-token-reused' },
  });
});

test.each([
  ['the one before', rotationOf(1, 9)],
  ['one of long ago', rotationOf(7, 8)],
  ['one with the successor of another', rotationOf(7, 2)],
])('a token that was used up ends the session: %s', (_title, rotation) => {
  expect(decideRotation(second, 'alice', rotation, now)).toEqual({
    next: { ...second, revokedAt: now.toISOString() },
    outcome: { kind: 'refused', why: 'refresh-token-reused' },
  });
});

test.each([
  ['was revoked', { ...second, revokedAt: END }],
  ['is over', { ...second, notAfter: now.toISOString() }],
])('in a session that %s no token is good, and nothing changes', (_title, session) => {
  for (const used of [1, 2, 7]) {
    expect(decideRotation(session, 'alice', rotationOf(used, 9), now)).toEqual({
      next: undefined,
      outcome: { kind: 'refused', why: 'session-ended' },
    });
  }
});

test('another account neither goes on with a session nor ends it', () => {
  for (const used of [1, 2]) {
    expect(decideRotation(second, 'bob', rotationOf(used, 9), now)).toEqual({
      next: undefined,
      outcome: { kind: 'refused', why: 'session-of-another' },
    });
  }
});
