import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import type { Limited } from './limit-concurrency.ts';
import { createPasswordSource } from './password-source.ts';
import type { UserDocument } from './user-document.ts';

const alice = userOf('alice', { passwordHash: 'hash of alice', labels: { groups: ['developers'] } });
const keysAlone = userOf('robot', { passwordHash: null });
const signInOf = (account: string, password = 'x') => ({ account, password, address: '192.0.2.7' });
const resumptionOf = (account: string, version: string) => ({
  account,
  credential: { kind: 'password', id: '', version } as const,
  address: null,
});

function open(checked: Limited<boolean> = { kind: 'done', value: true }, users: UserDocument[] = [alice, keysAlone]) {
  const found: string[] = [];
  const hashes: (string | undefined)[] = [];
  const shared: (readonly string[])[] = [];
  const rehashed: string[] = [];
  let nowMs = 1000;
  const source = createPasswordSource({
    users: {
      find: async (account) => {
        found.push(account);
        const value = users.find((user) => user.account === account);
        return value === undefined
          ? { kind: 'missing', wasDeleted: false, freshUntilMs: 5000 }
          : { kind: 'found', value, etag: 'e', freshUntilMs: 5000 };
      },
    },
    checkPassword: async (hash, _password, keys) => {
      hashes.push(hash);
      shared.push(keys);
      nowMs += 1500;
      return checked;
    },
    rehash: (user) => rehashed.push(user.account),
    now: () => new Date(nowMs),
  });
  return { source, found, hashes, rehashed, shared };
}

const authenticated = {
  kind: 'authenticated',
  account: 'alice',
  labels: { groups: ['developers'] },
  restrictions: null,
  credential: { kind: 'password', id: '', version: alice.passwordVersion },
  session: { notAfter: null },
};

test('a password is checked against the hash of its account; the time that takes is off what may be remembered', async () => {
  const { source, hashes } = open();
  expect(await source.signIn(signInOf('alice'))).toEqual({ ...authenticated, maxAgeMs: 2500 });
  expect(hashes).toEqual(['hash of alice']);
});

test.each([
  ['an account that does not exist', 'mallory', 'no-such-account', null],
  ['a user without a password', 'robot', 'no-password', 'robot'],
])('%s costs a check too, and is refused whatever that said', async (_title, account, why, named) => {
  const { source, hashes } = open();
  expect(await source.signIn(signInOf(account))).toEqual({ kind: 'refused', why, account: named });
  expect(hashes).toEqual([undefined]);
});

test.each([
  ['an empty password', signInOf('alice', '')],
  ['a password that is too long', signInOf('alice', 'x'.repeat(1025))],
  ['what is no account', signInOf('../alice')],
])('%s is refused before anything is read or hashed', async (_title, question) => {
  const { source, found, hashes } = open();
  expect(await source.signIn(question)).toEqual({ kind: 'refused', why: 'malformed', account: null });
  expect([...found, ...hashes]).toEqual([]);
});

test('too many of the caller’s are throttled, too many of everybody’s are neither yes nor no', async () => {
  const caller = open({ kind: 'busy', who: 'caller' });
  expect(await caller.source.signIn(signInOf('alice'))).toEqual({ kind: 'throttled', retryAfterSeconds: 2 });
  const everybody = open({ kind: 'busy', who: 'everybody' });
  expect(await everybody.source.signIn(signInOf('alice'))).toEqual({ kind: 'busy' });
});

test.each(['alice', 'mallory'])('a sign-in as %s waits with those of its account and address', async (account) => {
  const { source, shared } = open();
  await source.signIn(signInOf(account));
  expect(shared).toEqual([[`account ${account}`, 'address 192.0.2.7']]);
});

test('who signed in before goes on without a password, and without a hash', async () => {
  const { source, hashes } = open();
  const resumed = await source.resume(resumptionOf('alice', alice.passwordVersion));
  expect(resumed).toEqual({ ...authenticated, maxAgeMs: 4000 });
  expect(hashes).toEqual([]);
});

test('who signed in with another password does not go on, and neither does what is no account', async () => {
  const { source, found } = open();
  const changed = { kind: 'refused', why: 'password-changed', account: 'alice' };
  expect(await source.resume(resumptionOf('alice', 'another'))).toEqual(changed);
  expect(await source.resume(resumptionOf('../alice', 'another'))).toMatchObject({ why: 'malformed' });
  expect(found).toEqual(['alice']);
});

test.each(['access-key', 'workload'] as const)('a credential of kind %s is not its own', async (kind) => {
  const credential = { kind, id: 'x', version: alice.passwordVersion };
  expect(await open().source.resume({ account: 'alice', credential, address: null })).toEqual({ kind: 'not-mine' });
});

test('a right password may be hashed anew; a wrong one, or one of a disabled user, never', async () => {
  const right = open();
  await right.source.signIn(signInOf('alice'));
  expect(right.rehashed).toEqual(['alice']);
  const wrong = open({ kind: 'done', value: false });
  await wrong.source.signIn(signInOf('alice'));
  const disabled = open({ kind: 'done', value: true }, [{ ...alice, disabled: true }]);
  await disabled.source.signIn(signInOf('alice'));
  expect([...wrong.rehashed, ...disabled.rehashed]).toEqual([]);
});
