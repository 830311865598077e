import { expect, test } from 'vitest';

import { createAuthenticate } from './authenticate.ts';
import { nextUser } from './decide-user-write.ts';
import type { Limited } from './limit-concurrency.ts';

function open(checked: Limited<boolean> = { kind: 'done', value: true }) {
  const found: string[] = [];
  const hashes: (string | undefined)[] = [];
  const shared: (readonly string[])[] = [];
  const authenticate = createAuthenticate({
    users: {
      find: async (account) => {
        found.push(account);
        if (account !== 'alice') return { kind: 'missing' };
        const value = nextUser(account, { labels: {}, disabled: false }, 'hash of alice', undefined, new Date(0));
        return { kind: 'found', value, etag: 'e' };
      },
    },
    checkPassword: async (hash, _password, keys) => {
      hashes.push(hash);
      shared.push(keys);
      return checked;
    },
  });
  return { authenticate, found, hashes, shared };
}

test('a password is checked against the hash of its account', async () => {
  const { authenticate, hashes } = open();
  expect(await authenticate({ account: 'alice', password: 'x' }, '192.0.2.7')).toEqual({
    kind: 'authenticated',
    account: 'alice',
    labels: {},
  });
  expect(hashes).toEqual(['hash of alice']);
});

test('an account that does not exist costs a check too, and is refused whatever that said', async () => {
  const { authenticate, hashes } = open();
  expect(await authenticate({ account: 'mallory', password: 'x' }, '192.0.2.7')).toEqual({
    kind: 'refused',
    why: 'no-such-account',
  });
  expect(hashes).toEqual([undefined]);
});

test.each([
  ['an empty password', { account: 'alice', password: '' }],
  ['a password that is too long', { account: 'alice', password: 'x'.repeat(1025) }],
  ['what is no account', { account: '../alice', password: 'x' }],
])('%s is refused before anything is read or hashed', async (_title, credentials) => {
  const { authenticate, found, hashes } = open();
  expect(await authenticate(credentials, null)).toEqual({ kind: 'refused', why: 'malformed' });
  expect([...found, ...hashes]).toEqual([]);
});

test('busy is neither yes nor no', async () => {
  const { authenticate } = open({ kind: 'busy', who: 'caller' });
  expect(await authenticate({ account: 'alice', password: 'x' }, '192.0.2.7')).toEqual({ kind: 'busy', who: 'caller' });
});

test.each(['alice', 'mallory'])('a sign-in as %s waits with those of its account and address', async (account) => {
  const { authenticate, shared } = open();
  await authenticate({ account, password: 'x' }, '192.0.2.7');
  expect(shared).toEqual([[`account ${account}`, 'address 192.0.2.7']]);
});
