import { randomBytes } from 'node:crypto';

import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import { createAccessKeySource } from './access-key-source.ts';
import { formatAccessKey } from './access-key-text.ts';
import type { AccessKey } from './access-key.ts';
import type { UserDocument } from './user-document.ts';

const made = formatAccessKey(randomBytes);
const NOW_MS = Date.parse('2026-01-01T00:00:00.000Z');
const key: AccessKey = {
  id: made.id,
  name: 'ci',
  secretHash: made.secretHash,
  scopes: ['repository:team/**:pull'],
  createdAt: '2025-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T00:00:02.000Z',
};
const alice = userOf('alice', { accessKeys: [key], labels: { groups: ['developers'] }, passwordHash: null });

function open(users: UserDocument[] = [alice], nowMs = NOW_MS) {
  const found: string[] = [];
  const used: string[] = [];
  const source = createAccessKeySource({
    users: {
      find: async (account) => {
        found.push(account);
        const value = users.find((user) => user.account === account);
        const freshUntilMs = NOW_MS + 4000;
        return value === undefined
          ? { kind: 'missing', wasDeleted: false, freshUntilMs }
          : { kind: 'found', value, etag: 'e', freshUntilMs };
      },
    },
    now: () => new Date(nowMs),
    noteUse: (account, keyId) => used.push(`${account} ${keyId}`),
  });
  const signIn = (account: string, password: string) => source.signIn({ account, password, address: null });
  const resume = (account: string, id = made.id, version = id) =>
    source.resume({ account, credential: { kind: 'access-key', id, version }, address: null });
  return { source, found, used, signIn, resume };
}

const withKey = (about: Partial<AccessKey>) => [{ ...alice, accessKeys: [{ ...key, ...about }] }];
const authenticated = {
  kind: 'authenticated',
  account: 'alice',
  labels: { groups: ['developers'] },
  restrictions: ['repository:team/**:pull'],
  credential: { kind: 'access-key', id: made.id, version: made.id },
  session: { notAfter: '2026-01-01T00:00:02.000Z' },
};

test('a key lets its user in, within its scopes, and is remembered no longer than it is good', async () => {
  const { signIn, used } = open();
  expect(await signIn('alice', made.text)).toEqual({ ...authenticated, maxAgeMs: 2000 });
  expect(used).toEqual([`alice ${made.id}`]);
});

test('a key for ever, without scopes, allows what its user may, and is remembered as long as the user', async () => {
  const { signIn } = open(withKey({ expiresAt: null, scopes: null }));
  expect(await signIn('alice', made.text)).toMatchObject({
    restrictions: null,
    session: { notAfter: null },
    maxAgeMs: 4000,
  });
});

test('who signed in with it goes on as long as it is there', async () => {
  const { resume, used } = open();
  expect(await resume('alice')).toEqual({ ...authenticated, maxAgeMs: 2000 });
  expect(used).toEqual([`alice ${made.id}`]);
});

test.each([
  ['a password', 'correct horse'],
  ['a token of an issuer', 'eyJhbGciOiJSUzI1NiJ9.e30.e30'],
  ['an empty one', ''],
  ['the prefix in upper case', made.text.replace('whf', 'WHF')],
])('%s is another source’s', async (_title, password) => {
  const { signIn, found } = open();
  expect(await signIn('alice', password)).toEqual({ kind: 'not-mine' });
  expect(found).toEqual([]);
});

test.each([
  ['a key that was cut off', 'alice', made.text.slice(0, -1), 'malformed-access-key'],
  ['a password that begins like a key', 'alice', 'whf_correct horse', 'malformed-access-key'],
  ['what is no account', '../alice', made.text, 'malformed'],
])('%s is refused before anything is read', async (_title, account, password, why) => {
  const { signIn, found, used } = open();
  expect(await signIn(account, password)).toEqual({ kind: 'refused', why, account: null });
  expect([...found, ...used]).toEqual([]);
});

const other = formatAccessKey(randomBytes);
const bob = userOf('bob');

test.each([
  ['of nobody', [], 'alice', made.text, 'no-such-account', null],
  ['of another account', [alice, bob], 'bob', made.text, 'no-such-access-key', 'bob'],
  ['that was revoked', [{ ...alice, accessKeys: [] }], 'alice', made.text, 'no-such-access-key', 'alice'],
  ['with another secret', withKey({ secretHash: other.secretHash }), 'alice', made.text, 'wrong-access-key', 'alice'],
  [
    'that has expired',
    withKey({ expiresAt: new Date(NOW_MS).toISOString() }),
    'alice',
    made.text,
    'access-key-expired',
    'alice',
  ],
  ['of a disabled user', [{ ...alice, disabled: true }], 'alice', made.text, 'disabled', 'alice'],
])('a key %s is refused, and not noted as used', async (_title, users, account, password, why, named) => {
  const { signIn, used } = open(users);
  expect(await signIn(account, password)).toEqual({ kind: 'refused', why, account: named });
  expect(used).toEqual([]);
});

test.each([
  ['the key was revoked', [{ ...alice, accessKeys: [] }], 'no-such-access-key'],
  ['the key has expired', withKey({ expiresAt: new Date(NOW_MS).toISOString() }), 'access-key-expired'],
  ['the user was disabled', [{ ...alice, disabled: true }], 'disabled'],
])('who signed in with it does not go on once %s', async (_title, users, why) => {
  expect(await open(users).resume('alice')).toEqual({ kind: 'refused', why, account: 'alice' });
});

test('a credential whose version is not the key’s id is refused, one of another kind is another source’s', async () => {
  const { resume, source } = open();
  expect(await resume('alice', made.id, 'another')).toMatchObject({ kind: 'refused', why: 'wrong-access-key' });
  const credential = { kind: 'password', id: made.id, version: made.id } as const;
  expect(await source.resume({ account: 'alice', credential, address: null })).toEqual({ kind: 'not-mine' });
});
