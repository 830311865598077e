import { expect, test } from 'vitest';

import { createAuthenticate } from './authenticate.ts';
import { nextUser } from './decide-user-write.ts';

function open(checked: { kind: 'done'; value: boolean } | { kind: 'busy' } = { kind: 'done', value: true }) {
  const found: string[] = [];
  const hashes: (string | undefined)[] = [];
  const authenticate = createAuthenticate({
    users: {
      find: async (account) => {
        found.push(account);
        if (account !== 'alice') return { kind: 'missing' };
        const value = nextUser(account, { labels: {}, disabled: false }, 'hash of alice', undefined, new Date(0));
        return { kind: 'found', value, etag: 'e' };
      },
    },
    checkPassword: async (hash) => {
      hashes.push(hash);
      return checked;
    },
  });
  return { authenticate, found, hashes };
}

test('a password is checked against the hash of its account', async () => {
  const { authenticate, hashes } = open();
  expect(await authenticate({ account: 'alice', password: 'x' })).toEqual({
    kind: 'authenticated',
    account: 'alice',
    labels: {},
  });
  expect(hashes).toEqual(['hash of alice']);
});

test('an account that does not exist costs a check too, and is refused whatever that said', async () => {
  const { authenticate, hashes } = open();
  expect(await authenticate({ account: 'mallory', password: 'x' })).toEqual({
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
  expect(await authenticate(credentials)).toEqual({ kind: 'refused', why: 'malformed' });
  expect([...found, ...hashes]).toEqual([]);
});

test('busy is neither yes nor no', async () => {
  const { authenticate } = open({ kind: 'busy' });
  expect(await authenticate({ account: 'alice', password: 'x' })).toEqual({ kind: 'busy' });
});
