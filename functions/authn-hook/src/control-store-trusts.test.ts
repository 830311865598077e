import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { countReads } from '../test/count-reads.ts';
import { createControlStoreTrusts } from './control-store-trusts.ts';
import { type TrustDocument, trustInputSchema, trustKey } from './trust-document.ts';
import type { Trusts } from './trusts.ts';

const TIME = '2026-01-01T00:00:00.000Z';

const trustOf = (name: string, version = 'v1'): TrustDocument => ({
  schema: 1,
  name,
  version,
  ...trustInputSchema.parse({
    issuer: 'https://issuer.example',
    audiences: ['https://registry.example'],
    dedicated: true,
    account: 'ci',
  }),
  createdAt: TIME,
  updatedAt: TIME,
});

function open() {
  const clock = createFixedClock();
  const bucket = createMemoryBucket();
  const broken: string[] = [];
  const work: (() => Promise<unknown>)[] = [];
  const create = () =>
    createControlStoreTrusts({
      bucket,
      maxAgeMs: 5000,
      now: clock.now,
      runInBackground: (_what, run) => work.push(run),
      onBroken: ({ key }) => broken.push(key ?? ''),
    });
  const put = async (key: string, value: unknown) => bucket.put(key, new TextEncoder().encode(JSON.stringify(value)));
  /** Does what was left for behind the answers. */
  const settle = async () => {
    for (const run of work.splice(0)) await run();
  };
  return { bucket, broken, settle, clock, create, put, trusts: create() };
}

const namesOf = ({ trusts }: { trusts: readonly TrustDocument[] }) => trusts.map(({ name }) => name);

test('all trusts are had in the order of their names, without those that were deleted', async () => {
  const { trusts, put } = open();
  for (const name of ['b', 'a-b', 'a', 'c']) await trusts.create(trustOf(name));
  await put(trustKey('c'), { schema: 1, name: 'c', deletedAt: TIME });
  expect(namesOf(await trusts.all())).toEqual(['a', 'a-b', 'b']);
});

test('what others write is seen after the age, and read is only what changed', async () => {
  const { bucket, clock, create, trusts } = open();
  await trusts.create(trustOf('a'));
  await trusts.create(trustOf('b'));
  const first = await trusts.all();
  const other = create();
  const stored = await other.read('b');
  await other.replace(trustOf('b', 'v2'), stored.kind === 'found' ? stored.etag : '');
  clock.advance(4999);
  const callsBefore = bucket.calls.length;
  expect(await trusts.all()).toBe(first);
  expect(bucket.calls).toHaveLength(callsBefore);
  clock.advance(1);
  const second = await trusts.all();
  expect(bucket.calls.slice(callsBefore).map(({ key }) => key)).toEqual(['identities/trusts/', trustKey('b')]);
  expect(second.trusts.map(({ version }) => version)).toEqual(['v1', 'v2']);
  expect(second.freshUntilMs).toBe(clock.now().getTime() + 5000);
});

test('what was written here is seen at once, even when the answer to the write was lost', async () => {
  const { bucket, trusts } = open();
  expect(namesOf(await trusts.all())).toEqual([]);
  bucket.failNext(1, { operation: 'put', isApplied: true });
  await expect(trusts.create(trustOf('a'))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  expect(namesOf(await trusts.all())).toEqual(['a']);
});

test('many questions at once are one look', async () => {
  const { bucket, trusts } = open();
  await trusts.create(trustOf('a'));
  const callsBefore = bucket.calls.length;
  await Promise.all(Array.from({ length: 10 }, async () => trusts.all()));
  expect(bucket.calls.length - callsBefore).toBe(2);
});

test('a look that a write overtook is not kept', async () => {
  const { trusts } = open();
  const looking = trusts.all();
  await trusts.create(trustOf('a'));
  await looking;
  expect(namesOf(await trusts.all())).toEqual(['a']);
});

test('a document that cannot be read, or is of another trust, is told of once and trusts nobody', async () => {
  const { broken, clock, put, trusts } = open();
  await trusts.create(trustOf('good'));
  await put(trustKey('bad'), { ...trustOf('bad'), audiences: [] });
  await put(trustKey('copied'), trustOf('good'));
  for (let index = 0; index < 2; index += 1) {
    const all = await trusts.all();
    expect(namesOf(all)).toEqual(['good']);
    expect(all.broken).toBe(2);
    clock.advance(5000);
  }
  expect(broken).toEqual([trustKey('bad'), trustKey('copied')]);
  expect(await trusts.list({ limit: 10 })).toMatchObject({
    trusts: [{ name: 'good' }],
    broken: [{ name: 'bad' }, { name: 'copied' }],
  });
  await expect(trusts.read('copied')).rejects.toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID' });
});

test('a store that gives no answer is a fault, never fewer trusts', async () => {
  const { bucket, clock, trusts } = open();
  await trusts.create(trustOf('a'));
  await trusts.all();
  clock.advance(5000);
  bucket.failNext(1, { operation: 'list' });
  await expect(trusts.all()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  const fresh = open();
  await fresh.trusts.create(trustOf('a'));
  fresh.bucket.failNext(1, { operation: 'get' });
  await expect(fresh.trusts.all()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
});

test('a trust that goes while it is read is none, and so is what is not called like one', async () => {
  const { bucket, create, put, trusts } = open();
  await trusts.create(trustOf('a'));
  await put('identities/trusts/stray', trustOf('stray'));
  const list = bucket.list.bind(bucket);
  bucket.list = async (...question) => {
    const listed = await list(...question);
    await bucket.delete(trustKey('a'));
    return listed;
  };
  expect(await create().all()).toMatchObject({ trusts: [], broken: 0 });
});

test('more than a page of the store is all of them', async () => {
  const { put, trusts } = open();
  const names = Array.from({ length: 1001 }, (_, index) => `t${String(index).padStart(4, '0')}`);
  await Promise.all(names.map(async (name) => put(trustKey(name), trustOf(name))));
  expect(namesOf(await trusts.all())).toEqual(names);
});

test('a list goes on where the page before ended', async () => {
  const { put, trusts } = open();
  for (const name of ['a', 'b', 'd']) await trusts.create(trustOf(name));
  await put(trustKey('c'), { schema: 1, name: 'c', deletedAt: TIME });
  const first = await trusts.list({ limit: 2 });
  expect([namesOf(first), first.nextAfter]).toEqual([['a', 'b'], 'b']);
  const second = await trusts.list({ limit: 2, after: 'b' });
  expect([namesOf(second), second.nextAfter]).toEqual([['d'], undefined]);
});

test.each([
  ['a page', async (trusts: Trusts) => trusts.list({ limit: 40 })],
  ['all of them', async (trusts: Trusts) => trusts.all()],
])('%s is read sixteen documents at a time', async (_title, look) => {
  const { bucket, create, trusts } = open();
  for (let index = 0; index < 40; index += 1) await trusts.create(trustOf(`t${index}`));
  const reads = countReads(bucket);
  expect((await look(create())).trusts).toHaveLength(40);
  expect(reads.most()).toBe(16);
});

test('a trust that was deleted is missing, and can be made anew, by one of two', async () => {
  const { bucket, trusts } = open();
  const created = await trusts.create(trustOf('a'));
  const etag = created.kind === 'stored' ? created.etag : '';
  expect(await trusts.create(trustOf('a', 'v2'))).toEqual({ kind: 'conflict' });
  expect(await trusts.remove('a', 'another', TIME)).toEqual({ kind: 'conflict' });
  expect(await trusts.remove('a', etag, TIME)).toMatchObject({ kind: 'stored' });
  expect(await trusts.read('a')).toEqual({ kind: 'missing' });
  expect(namesOf(await trusts.all())).toEqual([]);
  expect(await trusts.replace(trustOf('a'), etag)).toEqual({ kind: 'conflict' });
  expect(JSON.parse(bucket.contents()[trustKey('a')] ?? '')).toEqual({ schema: 1, name: 'a', deletedAt: TIME });
  const made = await Promise.all(['v3', 'v4'].map(async (version) => trusts.create(trustOf('a', version))));
  expect(made.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'stored']);
  expect(await trusts.read('a')).toMatchObject({ kind: 'found', value: { name: 'a' } });
});

describe('what is left of a deleted trust', () => {
  const DAY_MS = 86_400_000;

  test('counts as a document for a day, and is gone behind the next write', async () => {
    const { bucket, clock, settle, trusts } = open();
    const created = await trusts.create(trustOf('gone'));
    await trusts.remove('gone', created.kind === 'stored' ? created.etag : '', TIME);
    clock.advance(DAY_MS - 1);
    await trusts.create(trustOf('a'));
    await settle();
    expect(await trusts.all()).toMatchObject({ documents: 2 });
    clock.advance(1);
    await trusts.create(trustOf('b'));
    await settle();
    clock.advance(5000);
    expect(await trusts.all()).toMatchObject({ documents: 2, trusts: [{ name: 'a' }, { name: 'b' }] });
    expect(Object.keys(bucket.contents())).toEqual([trustKey('a'), trustKey('b')]);
  });

  test('is not removed when a trust has taken its name by then', async () => {
    const { bucket, clock, create, put, settle, trusts } = open();
    await put(trustKey('again'), { schema: 1, name: 'again', deletedAt: TIME });
    clock.advance(2 * DAY_MS);
    await trusts.create(trustOf('a'));
    const get = bucket.get.bind(bucket);
    let reads = 0;
    bucket.get = async (...question) => {
      const found = await get(...question);
      reads += question[0] === trustKey('again') ? 1 : 0;
      // Between the look at all of them and the second look at this one.
      if (reads === 1) {
        reads += 1;
        await create().create(trustOf('again'));
      }
      return found;
    };
    await settle();
    expect(await trusts.read('again')).toMatchObject({ kind: 'found' });
  });
});

test('some more than there may be, written at the same time, keep nobody from reading them', async () => {
  const { put, trusts } = open();
  const keys = Array.from({ length: 10_001 }, (_, index) => trustKey(`t${index}`));
  await Promise.all(keys.map(async (key) => put(key, { schema: 1, name: key.slice(17, -5), deletedAt: TIME })));
  expect(await trusts.all()).toMatchObject({ documents: 10_001 });
});
