import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { countReads } from '../test/count-reads.ts';
import { userOf } from '../test/user-of.ts';
import { createControlStoreUsers } from './control-store-users.ts';

function open() {
  const clock = createFixedClock();
  const bucket = createMemoryBucket();
  return { bucket, clock, users: createControlStoreUsers({ bucket, maxAgeMs: 5000, now: clock.now }) };
}

test('a user is one document, found under its account', async () => {
  const { bucket, clock, users } = open();
  expect(await users.find('alice')).toEqual({
    kind: 'missing',
    wasDeleted: false,
    freshUntilMs: clock.now().getTime() + 5000,
  });
  const created = await users.create(userOf('alice'));
  expect(created).toMatchObject({ kind: 'stored' });
  expect(await users.find('alice')).toMatchObject({ ...created, kind: 'found', value: userOf('alice') });
  expect(Object.keys(bucket.contents())).toEqual(['identities/users/alice.json']);
});

test('a user that exists is not created again', async () => {
  const { users } = open();
  await users.create(userOf('alice'));
  expect(await users.create(userOf('alice', { labels: { a: ['b'] } }))).toEqual({ kind: 'conflict' });
});

test('what others write is seen after the age, and the store is not asked before', async () => {
  const { bucket, clock, users } = open();
  await users.create(userOf('alice'));
  const other = createControlStoreUsers({ bucket, maxAgeMs: 0, now: clock.now });
  const found = await users.find('alice');
  await other.replace(userOf('alice', { labels: { groups: ['new'] } }), found.kind === 'found' ? found.etag : '');
  const callsBefore = bucket.calls.length;
  clock.advance(4999);
  expect(await users.find('alice')).toEqual(found);
  expect(bucket.calls).toHaveLength(callsBefore);
  clock.advance(1);
  expect(await users.find('alice')).toMatchObject({ value: { labels: { groups: ['new'] } } });
});

test('what was written here is seen at once, even when the answer to the write was lost', async () => {
  const { bucket, users } = open();
  await users.create(userOf('alice'));
  const found = await users.find('alice');
  bucket.failNext(1, { operation: 'put', isApplied: true });
  const write = users.replace(
    userOf('alice', { labels: { groups: ['new'] } }),
    found.kind === 'found' ? found.etag : '',
  );
  await expect(write).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  expect(await users.find('alice')).toMatchObject({ value: { labels: { groups: ['new'] } } });
});

test('a read asks the store, and only for what is new', async () => {
  const { users } = open();
  const created = await users.create(userOf('alice'));
  const etag = created.kind === 'stored' ? created.etag : '';
  expect(await users.read('alice', { ifNoneMatch: etag })).toEqual({ kind: 'unchanged' });
  expect(await users.read('alice', { ifNoneMatch: 'other' })).toMatchObject({ kind: 'found', etag });
  expect(await users.read('alice')).toMatchObject({ kind: 'found' });
  expect(await users.read('bob')).toEqual({ kind: 'missing', wasDeleted: false });
});

test("another account's document under an account's key lets nobody in", async () => {
  const { bucket, users } = open();
  await users.create(userOf('alice'));
  const document = bucket.contents()['identities/users/alice.json'] ?? '';
  await bucket.put('identities/users/bob.json', new TextEncoder().encode(document));
  await expect(users.find('bob')).rejects.toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID' });
  await expect(users.read('bob')).rejects.toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID' });
});

test('a fault is no missing user', async () => {
  const { bucket, users } = open();
  bucket.failNext(1, { operation: 'get' });
  await expect(users.find('alice')).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
});

test('no more accounts are kept than the bound allows, whatever is asked for', async () => {
  const { bucket, users } = open();
  await users.find('first');
  for (let index = 0; index < 999; index += 1) await users.find(`a${index}`);
  const reads = () => bucket.calls.filter(({ key }) => key.endsWith('/first.json')).length;
  await users.find('first');
  expect(reads()).toBe(1);
  for (let index = 0; index < 1000; index += 1) await users.find(`b${index}`);
  await users.find('first');
  expect(reads()).toBe(2);
});

test('there is nobody until there is somebody', async () => {
  const { bucket, users } = open();
  await bucket.put('identities/other.json', new Uint8Array());
  expect(await users.isEmpty()).toBe(true);
  await users.create(userOf('alice'));
  expect(await users.isEmpty()).toBe(false);
});

test('what was found says until when it is good enough, counted from when the store was asked', async () => {
  const { clock, users } = open();
  await users.create(userOf('alice'));
  const askedAtMs = clock.now().getTime();
  expect(await users.find('alice')).toMatchObject({ freshUntilMs: askedAtMs + 5000 });
  clock.advance(4000);
  expect(await users.find('alice')).toMatchObject({ freshUntilMs: askedAtMs + 5000 });
});

test('a user that was deleted is missing, and can be made anew; what was written to it is nobody else’s', async () => {
  const { bucket, clock, users } = open();
  const created = await users.create(userOf('alice', { labels: { groups: ['old'] } }));
  const etag = created.kind === 'stored' ? created.etag : '';
  expect(await users.remove('alice', 'another', clock.now().toISOString())).toEqual({ kind: 'conflict' });
  expect(await users.remove('alice', etag, clock.now().toISOString())).toMatchObject({ kind: 'stored' });
  expect(await users.find('alice')).toMatchObject({ kind: 'missing', wasDeleted: true });
  expect(await users.read('alice')).toEqual({ kind: 'missing', wasDeleted: true });
  expect(await users.replace(userOf('alice'), etag)).toEqual({ kind: 'conflict' });
  expect(JSON.parse(bucket.contents()['identities/users/alice.json'] ?? '')).toEqual({
    schema: 2,
    account: 'alice',
    deletedAt: '2026-01-01T00:00:00.000Z',
  });
  expect(await users.create(userOf('alice'))).toMatchObject({ kind: 'stored' });
  expect(await users.find('alice')).toMatchObject({ kind: 'found', value: userOf('alice') });
  expect(await users.create(userOf('alice'))).toEqual({ kind: 'conflict' });
});

test('of two that make a deleted user anew one does', async () => {
  const { users } = open();
  const created = await users.create(userOf('alice'));
  await users.remove('alice', created.kind === 'stored' ? created.etag : '', '2026-01-01T00:00:00.000Z');
  const made = await Promise.all(
    ['a', 'b'].map((group) => users.create(userOf('alice', { labels: { group: [group] } }))),
  );
  expect(made.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'stored']);
});

test('a document of schema 1 is read, keeps its version when it is written as schema 2, and changes it with the password', async () => {
  const { bucket, users } = open();
  const { schema: _schema, passwordVersion: _version, accessKeys: _keys, ...rest } = userOf('alice');
  await bucket.put('identities/users/alice.json', new TextEncoder().encode(JSON.stringify({ ...rest, schema: 1 })));
  const found = await users.read('alice');
  if (found.kind !== 'found') throw new Error(found.kind);
  expect(found.value).toMatchObject({
    schema: 2,
    accessKeys: [],
    passwordVersion: expect.stringMatching(/^[\w-]{22}$/),
  });
  await users.replace({ ...found.value, disabled: true }, found.etag);
  expect(JSON.parse(bucket.contents()['identities/users/alice.json'] ?? '')).toMatchObject({ schema: 2 });
  expect(await users.read('alice')).toMatchObject({
    value: { disabled: true, passwordVersion: found.value.passwordVersion },
  });
});

test('users are listed page by page in the order of their keys, without those that were deleted', async () => {
  const { bucket, users } = open();
  for (const account of ['a', 'b', 'c', 'd']) await users.create(userOf(account));
  const gone = await users.read('b');
  await users.remove('b', gone.kind === 'found' ? gone.etag : '', '2026-01-01T00:00:00.000Z');
  await bucket.put('identities/users/Not a user.txt', new Uint8Array());
  const first = await users.list({ limit: 3 });
  expect(first).toEqual({ users: [userOf('a')], broken: [], nextAfter: 'b.json' });
  expect(await users.list({ limit: 3, after: first.nextAfter })).toEqual({
    users: [userOf('c'), userOf('d')],
    broken: [],
    nextAfter: undefined,
  });
});

test('a broken document is listed by its account, and keeps no other from being listed; a fault does', async () => {
  const { bucket, users } = open();
  for (const account of ['a', 'c']) await users.create(userOf(account));
  await bucket.put('identities/users/b.json', new TextEncoder().encode('{}'));
  expect(await users.list({ limit: 10 })).toEqual({
    users: [userOf('a'), userOf('c')],
    broken: [{ account: 'b', etag: expect.any(String) }],
    nextAfter: undefined,
  });
  bucket.failNext(1, { operation: 'get' });
  await expect(users.list({ limit: 10 })).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
});

test('a page is read eight documents at a time', async () => {
  const { bucket, users } = open();
  for (let index = 0; index < 30; index += 1) await users.create(userOf(`a${index}`));
  const reads = countReads(bucket);
  expect((await users.list({ limit: 30 })).users).toHaveLength(30);
  expect(reads.most()).toBe(8);
});

test('accounts that nobody has push out no user', async () => {
  const { bucket, users } = open();
  await users.create(userOf('alice'));
  await users.find('alice');
  for (let one = 0; one < 1001; one += 1) await users.find(`made-up-${one}`);
  const callsBefore = bucket.calls.length;
  expect(await users.find('alice')).toMatchObject({ kind: 'found' });
  expect(await users.find('made-up-1000')).toMatchObject({ kind: 'missing' });
  expect(bucket.calls).toHaveLength(callsBefore);
  await users.find('made-up-0');
  expect(bucket.calls).toHaveLength(callsBefore + 1);
});

test('a user that is deleted gives up its place, and one that is made anew has one', async () => {
  const { bucket, clock, users } = open();
  const created = await users.create(userOf('alice'));
  await users.find('alice');
  await users.remove('alice', created.kind === 'stored' ? created.etag : '', clock.now().toISOString());
  expect(await users.find('alice')).toMatchObject({ kind: 'missing' });
  await users.create(userOf('alice'));
  await users.find('alice');
  for (let one = 0; one < 1001; one += 1) await users.find(`made-up-${one}`);
  const callsBefore = bucket.calls.length;
  expect(await users.find('alice')).toMatchObject({ kind: 'found' });
  expect(bucket.calls).toHaveLength(callsBefore);
});
