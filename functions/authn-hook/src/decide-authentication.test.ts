import { expect, test } from 'vitest';

import { areCredentials, decideAuthentication } from './decide-authentication.ts';
import { nextUser } from './decide-user-write.ts';

const alice = nextUser(
  'alice',
  { labels: { groups: ['developers'] }, disabled: false },
  'hash',
  undefined,
  new Date(0),
);

test('a right password is the account with its labels', () => {
  expect(decideAuthentication(alice, true)).toEqual({
    kind: 'authenticated',
    account: 'alice',
    labels: { groups: ['developers'] },
  });
});

test.each([
  ['no user, whatever the hash said', undefined, true, 'no-such-account'],
  ['no user', undefined, false, 'no-such-account'],
  ['a wrong password', alice, false, 'wrong-password'],
  ['a wrong password of a disabled user', { ...alice, disabled: true }, false, 'wrong-password'],
  ['a disabled user', { ...alice, disabled: true }, true, 'disabled'],
] as const)('%s is refused', (_title, user, isPasswordRight, why) => {
  expect(decideAuthentication(user, isPasswordRight)).toEqual({ kind: 'refused', why });
});

test.each([
  ['alice', 'x', true],
  ['alice', '', false],
  ['alice', 'x'.repeat(1025), false],
  ['', 'correct horse', false],
  ['Alice', 'correct horse', false],
  ['alice/../bob', 'correct horse', false],
  ['a'.repeat(129), 'correct horse', false],
])('whether %j with %j can be anybody: %j', (account, password, expected) => {
  expect(areCredentials({ account, password })).toBe(expected);
});
