import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import { areCredentials, decideAuthentication, decideResumption } from './decide-authentication.ts';

const alice = userOf('alice', { passwordVersion: 'version-one-of-it' });

test('a right password is the account with its labels', () => {
  expect(decideAuthentication(alice, true)).toEqual({
    kind: 'authenticated',
    user: alice,
  });
});

test.each([
  ['no user, whatever the hash said', undefined, true, 'no-such-account'],
  ['no user', undefined, false, 'no-such-account'],
  ['a wrong password', alice, false, 'wrong-password'],
  ['a wrong password of a disabled user', { ...alice, disabled: true }, false, 'wrong-password'],
  ['a disabled user', { ...alice, disabled: true }, true, 'disabled'],
  ['a user without a password, whatever the hash said', { ...alice, passwordHash: null }, true, 'no-password'],
] as const)('%s is refused', (_title, user, isPasswordRight, why) => {
  expect(decideAuthentication(user, isPasswordRight)).toEqual({ kind: 'refused', why, account: user?.account ?? null });
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

test('who signed in with the password that there still is goes on', () => {
  expect(decideResumption(alice, 'version-one-of-it')).toEqual({ kind: 'authenticated', user: alice });
});

test.each([
  ['no user', undefined, 'no-such-account'],
  ['a disabled user', { ...alice, disabled: true }, 'disabled'],
  ['a password set since', { ...alice, passwordVersion: 'version-two-of-it' }, 'password-changed'],
  ['a password taken away since', { ...alice, passwordHash: null }, 'password-changed'],
] as const)('%s ends what a password began', (_title, user, why) => {
  expect(decideResumption(user, 'version-one-of-it')).toEqual({ kind: 'refused', why, account: user?.account ?? null });
});
