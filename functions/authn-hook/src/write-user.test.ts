import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import type { FoundUser, WrittenUser } from './users.ts';
import { writeUser } from './write-user.ts';

const alice = userOf('alice', { passwordHash: 'old hash', passwordVersion: 'old version' });
const input = { labels: { groups: ['new'] }, disabled: false };
const replaceOne = { kind: 'replace', etag: '1' } as const;

function open(answers: { found?: FoundUser; written?: WrittenUser }) {
  const hashed: string[] = [];
  const written = async (): Promise<WrittenUser> => answers.written ?? { kind: 'stored', etag: '2' };
  const deps = {
    users: {
      read: async (): Promise<FoundUser> => answers.found ?? { kind: 'found', value: alice, etag: '1' },
      create: written,
      replace: written,
    },
    hasher: {
      hash: async (password: string) => {
        hashed.push(password);
        return 'new hash';
      },
      verify: async (hash: string | undefined) => {
        if (hash === 'broken hash') throw new Error('invalid');
        return false;
      },
    },
    limit: async <T>(work: () => Promise<T>) => ({ kind: 'done' as const, value: await work() }),
    now: () => new Date(1000),
    newId: () => 'new version',
  };
  return { deps, hashed };
}

test('a new user gets a hash of its password', async () => {
  const outcome = await writeUser('alice', { ...input, password: 'x' }, { kind: 'create' }, open({}).deps, 'root');
  expect(outcome).toMatchObject({ kind: 'created', etag: '2', user: { account: 'alice', passwordHash: 'new hash' } });
});

test('a replaced user keeps its hash unless there is a new password', async () => {
  expect(await writeUser('alice', input, replaceOne, open({}).deps, 'root')).toMatchObject({
    kind: 'replaced',
    user: {
      passwordHash: 'old hash',
      passwordVersion: 'old version',
      labels: { groups: ['new'] },
      createdAt: alice.createdAt,
    },
  });
  expect(await writeUser('alice', { ...input, password: 'x' }, replaceOne, open({}).deps, 'root')).toMatchObject({
    kind: 'replaced',
    user: { passwordHash: 'new hash', passwordVersion: 'new version' },
  });
});

test.each([
  ['a version that is not the named one', { found: { kind: 'found', value: alice, etag: '0' } as const }],
  ['a user that is not there', { found: { kind: 'missing', wasDeleted: false } as const }],
])('%s is not replaced, and costs no hash', async (_title, answers) => {
  const { deps, hashed } = open(answers);
  expect(await writeUser('alice', { ...input, password: 'x' }, replaceOne, deps, 'root')).toEqual({ kind: 'changed' });
  expect(hashed).toEqual([]);
});

test('somebody who was faster wins', async () => {
  const { deps } = open({ written: { kind: 'conflict' } });
  expect(await writeUser('alice', input, replaceOne, deps, 'root')).toEqual({ kind: 'changed' });
  expect(await writeUser('alice', { ...input, password: 'x' }, { kind: 'create' }, deps, 'root')).toEqual({
    kind: 'exists',
  });
});

test('a new user needs a password', async () => {
  expect(await writeUser('alice', input, { kind: 'create' }, open({}).deps, 'root')).toEqual({
    kind: 'password-missing',
  });
});

test('a hash of another system takes the place of a password, and is a new version', async () => {
  const { deps, hashed } = open({});
  expect(await writeUser('alice', { ...input, passwordHash: 'given hash' }, replaceOne, deps, 'root')).toMatchObject({
    user: { passwordHash: 'given hash', passwordVersion: 'new version' },
  });
  expect(hashed).toEqual([]);
});

test('a hash that no password can be checked against is refused', async () => {
  const { deps } = open({});
  const outcome = await writeUser('alice', { ...input, passwordHash: 'broken hash' }, { kind: 'create' }, deps, 'root');
  expect(outcome).toEqual({ kind: 'hash-unusable' });
});

test('null takes the password away, and makes a user without one', async () => {
  const { deps } = open({});
  const expected = { user: { passwordHash: null, passwordVersion: 'new version' } };
  expect(await writeUser('alice', { password: null }, replaceOne, deps, 'root')).toMatchObject(expected);
  expect(await writeUser('alice', { password: null }, { kind: 'create' }, deps, 'root')).toMatchObject(expected);
});
