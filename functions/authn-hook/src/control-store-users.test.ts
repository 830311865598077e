import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { DECOY_HASH } from './argon2-password-hasher.ts';
import { createControlStoreUsers } from './control-store-users.ts';
import { nextUser } from './decide-user-write.ts';

const userOf = (account: string, labels = {}) =>
  nextUser(account, { labels, disabled: false }, DECOY_HASH, undefined, new Date(0));

function open() {
  const clock = createFixedClock();
  const bucket = createMemoryBucket();
  return { bucket, clock, users: createControlStoreUsers({ bucket, maxAgeMs: 5000, now: clock.now }) };
}

test('a user is one document, found under its account', async () => {
  const { bucket, users } = open();
  expect(await users.find('alice')).toEqual({ kind: 'missing' });
  const created = await users.create(userOf('alice'));
  expect(created).toMatchObject({ kind: 'stored' });
  expect(await users.find('alice')).toEqual({ ...created, kind: 'found', value: userOf('alice') });
  expect(Object.keys(bucket.contents())).toEqual(['identities/users/alice.json']);
});

test('a user that exists is not created again', async () => {
  const { users } = open();
  await users.create(userOf('alice'));
  expect(await users.create(userOf('alice', { a: ['b'] }))).toEqual({ kind: 'conflict' });
});

test('what others write is seen after the age, and the store is not asked before', async () => {
  const { bucket, clock, users } = open();
  await users.create(userOf('alice'));
  const other = createControlStoreUsers({ bucket, maxAgeMs: 0, now: clock.now });
  const found = await users.find('alice');
  await other.replace(userOf('alice', { groups: ['new'] }), found.kind === 'found' ? found.etag : '');
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
  const write = users.replace(userOf('alice', { groups: ['new'] }), found.kind === 'found' ? found.etag : '');
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
  expect(await users.read('bob')).toEqual({ kind: 'missing' });
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
