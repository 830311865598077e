import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import { changeUser } from './change-user.ts';
import { createControlStoreUsers } from './control-store-users.ts';
import type { UserDocument } from './user-document.ts';

function open() {
  const bucket = createMemoryBucket();
  return createControlStoreUsers({ bucket, maxAgeMs: 0, now: createFixedClock().now });
}

const addGroup = (group: string) => (user: UserDocument) => ({
  kind: 'write' as const,
  user: { ...user, labels: { groups: [...(user.labels['groups'] ?? []), group] } },
  result: group,
});

test('those who change a user at the same time lose nothing of each other', async () => {
  const users = open();
  await users.create(userOf('alice'));
  const groups = ['a', 'b', 'c', 'd'];
  const outcomes = await Promise.all(groups.map((group) => changeUser(users, 'alice', undefined, addGroup(group))));
  expect(outcomes.map(({ kind }) => kind)).toEqual(groups.map(() => 'done'));
  const found = await users.read('alice');
  expect(found.kind === 'found' && found.value.labels['groups']?.toSorted()).toEqual(groups);
});

test('with an ETag only that version is changed, and the answer has the next', async () => {
  const users = open();
  const created = await users.create(userOf('alice'));
  const etag = created.kind === 'stored' ? created.etag : '';
  const outcome = await changeUser(users, 'alice', etag, addGroup('a'));
  expect(outcome).toEqual({ kind: 'done', result: 'a', etag: expect.not.stringMatching(etag) });
  expect(await changeUser(users, 'alice', etag, addGroup('b'))).toEqual({ kind: 'changed' });
});

test('somebody faster between reading and writing is another version', async () => {
  const users = open();
  const created = await users.create(userOf('alice'));
  const etag = created.kind === 'stored' ? created.etag : '';
  const raced = { ...users, replace: async () => ({ kind: 'conflict' as const }) };
  expect(await changeUser(raced, 'alice', undefined, addGroup('a'))).toEqual({ kind: 'contended' });
  let reads = 0;
  const changedOnce = {
    ...raced,
    read: async (account: string) => {
      reads += 1;
      const found = await users.read(account);
      return reads > 1 && found.kind === 'found' ? { ...found, etag: 'another' } : found;
    },
  };
  expect(await changeUser(changedOnce, 'alice', etag, addGroup('a'))).toEqual({ kind: 'changed' });
});

test('a user that is not there is missing, and one that needs no change is left', async () => {
  const users = open();
  expect(await changeUser(users, 'alice', undefined, addGroup('a'))).toEqual({ kind: 'missing' });
  const created = await users.create(userOf('alice'));
  const outcome = await changeUser(users, 'alice', undefined, () => ({ kind: 'leave', result: 'as it is' }));
  expect(outcome).toEqual({ kind: 'done', result: 'as it is', etag: created.kind === 'stored' ? created.etag : '' });
});
