import { expect, test } from 'vitest';

import { nextUser } from './decide-user-write.ts';
import type { FoundUser, WrittenUser } from './users.ts';
import { writeUser } from './write-user.ts';

const alice = nextUser('alice', { labels: {}, disabled: false }, 'old hash', undefined, new Date(0));
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
    },
    limit: async <T>(work: () => Promise<T>) => ({ kind: 'done' as const, value: await work() }),
    now: () => new Date(1000),
  };
  return { deps, hashed };
}

test('a new user gets a hash of its password', async () => {
  const outcome = await writeUser('alice', { ...input, password: 'x' }, { kind: 'create' }, open({}).deps);
  expect(outcome).toMatchObject({ kind: 'created', etag: '2', user: { account: 'alice', passwordHash: 'new hash' } });
});

test('a replaced user keeps its hash unless there is a new password', async () => {
  expect(await writeUser('alice', input, replaceOne, open({}).deps)).toMatchObject({
    kind: 'replaced',
    user: { passwordHash: 'old hash', labels: { groups: ['new'] }, createdAt: alice.createdAt },
  });
  expect(await writeUser('alice', { ...input, password: 'x' }, replaceOne, open({}).deps)).toMatchObject({
    kind: 'replaced',
    user: { passwordHash: 'new hash' },
  });
});

test.each([
  ['a version that is not the named one', { found: { kind: 'found', value: alice, etag: '0' } as const }],
  ['a user that is not there', { found: { kind: 'missing' } as const }],
])('%s is not replaced, and costs no hash', async (_title, answers) => {
  const { deps, hashed } = open(answers);
  expect(await writeUser('alice', { ...input, password: 'x' }, replaceOne, deps)).toEqual({ kind: 'changed' });
  expect(hashed).toEqual([]);
});

test('somebody who was faster wins', async () => {
  const { deps } = open({ written: { kind: 'conflict' } });
  expect(await writeUser('alice', input, replaceOne, deps)).toEqual({ kind: 'changed' });
  expect(await writeUser('alice', { ...input, password: 'x' }, { kind: 'create' }, deps)).toEqual({ kind: 'exists' });
});

test('a new user needs a password', async () => {
  expect(await writeUser('alice', input, { kind: 'create' }, open({}).deps)).toEqual({ kind: 'password-missing' });
});
