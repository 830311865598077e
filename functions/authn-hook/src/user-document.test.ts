import { expect, test } from 'vitest';

import { DECOY_HASH } from './argon2-password-hasher.ts';
import { accountOfKey, storedUserSchema, userDocumentSchema, userKey } from './user-document.ts';

const alice = {
  schema: 2,
  account: 'alice',
  passwordHash: DECOY_HASH,
  passwordVersion: 'a-random-version',
  labels: { groups: ['developers', 'team/app'] },
  disabled: false,
  accessKeys: [],
  createdAt: '2026-11-22T16:23:38.000Z',
  updatedAt: '2026-11-22T16:23:38.000Z',
};

test('a whole document is taken as it is', () => {
  expect(userDocumentSchema.parse(alice)).toEqual(alice);
});

test('a hash that costs four times as much is taken: parameters change', () => {
  const passwordHash = DECOY_HASH.replace('m=19456,t=2,p=1', 'm=77824,t=8,p=4');
  expect(userDocumentSchema.parse({ ...alice, passwordHash })).toMatchObject({ passwordHash });
});

test.each([
  ['another schema', { schema: 3 }],
  ['an unknown member', { role: 'administrator' }],
  ['an account that is none', { account: 'Alice' }],
  ['a password in the clear', { passwordHash: 'correct horse' }],
  ['no password, and none said', { passwordHash: undefined }],
  ['argon2i', { passwordHash: DECOY_HASH.replace('argon2id', 'argon2i') }],
  ['a hash of more than four times our memory', { passwordHash: DECOY_HASH.replace('m=19456', 'm=77825') }],
  ['a hash of more than four times our passes', { passwordHash: DECOY_HASH.replace('t=2', 't=9') }],
  ['a hash of more than four times our lanes', { passwordHash: DECOY_HASH.replace('p=1', 'p=5') }],
  ['disabled as a text', { disabled: 'false' }],
  ['a generation below the first', { generation: 0 }],
  ['no labels', { labels: undefined }],
  ['a label that is a pattern', { labels: { groups: ['team-*'] } }],
])('a document with %s is refused', (_title, change) => {
  expect(userDocumentSchema.safeParse({ ...alice, ...change }).success).toBe(false);
});

test('the key of a document is made from the account alone', () => {
  expect(userKey('alice@registry.example')).toBe('identities/users/alice@registry.example.json');
});

test.each([
  ['identities/users/alice@registry.example.json', 'alice@registry.example'],
  ['identities/users/alice', undefined],
  ['identities/users/Alice.json', undefined],
  ['identities/usage/alice.json', undefined],
])('the key %s is of the account %s', (key, account) => {
  expect(accountOfKey(key)).toBe(account);
});

test('a document of schema 1 with a member of schema 2 is neither', () => {
  const { accessKeys: _keys, passwordVersion: _version, ...rest } = alice;
  expect(storedUserSchema.safeParse({ ...rest, schema: 1 }).success).toBe(true);
  expect(storedUserSchema.safeParse({ ...alice, schema: 1 }).success).toBe(false);
  expect(storedUserSchema.safeParse({ ...rest, schema: 1, passwordHash: null }).success).toBe(false);
  expect(storedUserSchema.safeParse({ ...alice, deletedAt: alice.createdAt }).success).toBe(false);
});
