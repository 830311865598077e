import { expect, test } from 'vitest';

import { nextUser } from './decide-user-write.ts';

const before = nextUser(
  'alice',
  { labels: { a: ['b'] }, disabled: true },
  { passwordHash: 'old', passwordVersion: 'v1' },
  undefined,
  new Date(1000),
);

test('a new user has no labels and may sign in, unless it is said otherwise', () => {
  expect(nextUser('alice', {}, { passwordHash: 'new', passwordVersion: 'v2' }, undefined, new Date(1000))).toEqual({
    schema: 2,
    account: 'alice',
    passwordHash: 'new',
    passwordVersion: 'v2',
    labels: {},
    disabled: false,
    accessKeys: [],
    createdAt: '1970-01-01T00:00:01.000Z',
    updatedAt: '1970-01-01T00:00:01.000Z',
  });
  expect(before).toMatchObject({ labels: { a: ['b'] }, disabled: true });
});

test('a replaced user keeps when it was made, and nothing else of what is given anew', () => {
  expect(
    nextUser(
      'alice',
      { labels: {}, disabled: false },
      { passwordHash: 'new', passwordVersion: 'v2' },
      before,
      new Date(2000),
    ),
  ).toEqual({
    schema: 2,
    account: 'alice',
    passwordHash: 'new',
    passwordVersion: 'v2',
    labels: {},
    disabled: false,
    generation: 1,
    accessKeys: [],
    createdAt: '1970-01-01T00:00:01.000Z',
    updatedAt: '1970-01-01T00:00:02.000Z',
  });
});

test.each([
  ['labels', { labels: { c: ['d'] } }, { labels: { c: ['d'] }, disabled: true }],
  ['disabled', { disabled: false }, { labels: { a: ['b'] }, disabled: false }],
  ['nothing', {}, { labels: { a: ['b'] }, disabled: true }],
])('a replaced user that is given %s keeps the rest: nobody is let in again by the way', (_title, input, expected) => {
  expect(
    nextUser('alice', input, { passwordHash: 'old', passwordVersion: 'v1' }, before, new Date(2000)),
  ).toMatchObject(expected);
});

test.each([
  ['a new user', undefined, false, undefined],
  ['a new user who is disabled', undefined, true, 1],
  ['one who becomes disabled', { disabled: false, generation: 0 }, true, 1],
  ['one who becomes disabled again', { disabled: false, generation: 3 }, true, 4],
  ['one who stays disabled', { disabled: true, generation: 3 }, true, 3],
  ['one who is enabled', { disabled: true, generation: 3 }, false, 3],
])('%s: how often the user was disabled is counted', (_title, current, disabled, expected) => {
  const password = { passwordHash: 'old', passwordVersion: 'v1' };
  const user = current && { ...before, ...current };
  expect(nextUser('alice', { disabled }, password, user, new Date(2000)).generation).toBe(expected);
});
