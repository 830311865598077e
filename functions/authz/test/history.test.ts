import { policyDocument } from '@wharfinger/fakes';
import { DEFAULT_POLICY } from '@wharfinger/policy';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';

import { POLICY_KEY } from '../src/store/revision-key.ts';
import {
  addBinding,
  BY,
  bindingOf,
  type HistoryUnderTest,
  idsOf,
  startHistory,
  withBindings,
} from './history-store.ts';

let store: HistoryUnderTest;

beforeEach(() => {
  store = startHistory();
});

const storedText = (): string => store.bucket.contents()[POLICY_KEY] ?? '';

describe('the policy', () => {
  test('is the default, as revision 0, where nobody wrote one', async () => {
    const { document, revision } = await store.policies.read();
    expect(document).toEqual(DEFAULT_POLICY);
    expect(revision).toMatchObject({
      number: 0,
      author: null,
      at: null,
      etag: expect.stringMatching(/^0-[0-9a-f]{16}$/),
    });
    expect(await store.policies.revision(0)).toEqual({ document, revision });
    expect(await store.policies.revisions({ limit: 10 })).toEqual({
      revisions: [],
      unreadable: [],
      nextBefore: undefined,
    });
  });

  test('is read as it was written, whatever it holds, by another instance too', async () => {
    await fc.assert(
      fc.asyncProperty(policyDocument, async (document) => {
        const fresh = startHistory();
        await fresh.policies.change<never>(BY, () => ({ kind: 'write', document }));
        const read = await fresh.another().read();
        expect(read.document).toEqual(JSON.parse(JSON.stringify(document)));
        expect(read.revision).toMatchObject({ number: 1, author: 'root', at: '2026-06-01T00:00:00.000Z' });
        expect(await fresh.policies.revision(1)).toEqual(read);
      }),
      { numRuns: 100 },
    );
  });

  test('says what each revision changed', async () => {
    await addBinding(store.policies, 'a');
    const by = { ...BY, reason: null, restored: 1, isForced: true } as const;
    const document = { ...withBindings('b'), defaults: false };
    const { current } = await store.policies.change<never>(by, () => ({ kind: 'write', document }));
    expect(current.revision).toEqual({
      number: 2,
      etag: expect.stringMatching(/^2-/),
      author: 'root',
      at: '2026-06-01T00:00:00.000Z',
      reason: null,
      changes: { added: ['bindings/b'], changed: ['defaults'], removed: ['bindings/a'] },
      restored: 1,
      isForced: true,
    });
  });

  test.each([
    ['refuses', { kind: 'refused', refusal: 'no' } as const, 'refused'],
    ['leaves all as it is', { kind: 'unchanged' } as const, 'unchanged'],
    ['writes what is there', { kind: 'write', document: withBindings('a') } as const, 'unchanged'],
  ])('is not written by an edit that %s', async (_, edit, kind) => {
    await addBinding(store.policies, 'a');
    const before = store.bucket.contents();
    expect(await store.policies.change(BY, () => edit)).toMatchObject({ kind, current: { revision: { number: 1 } } });
    expect(store.bucket.contents()).toEqual(before);
  });

  test('that would be too large is not written', async () => {
    const small = store.another({ maxBytes: 600 });
    expect(await addBinding(small, 'a')).toMatchObject({ kind: 'written' });
    expect(
      await small.change<never>(BY, () => ({ kind: 'write', document: withBindings('a', 'b', 'c', 'd', 'e') })),
    ).toMatchObject({
      kind: 'too-large',
      maxBytes: 600,
    });
    expect(idsOf(await small.read())).toEqual(['a']);
  });

  test('that means nothing by its form is never written', async () => {
    const document = { ...DEFAULT_POLICY, bindings: [{ ...bindingOf('a'), id: 'Not An Id' }] };
    await expect(store.policies.change<never>(BY, () => ({ kind: 'write', document }))).rejects.toMatchObject({
      code: 'ERR_STORE_DOCUMENT_INVALID',
      problems: [{ path: '$.bindings[0].id' }],
    });
    expect(store.bucket.contents()).toEqual({});
  });
});

describe('many writers', () => {
  test.each([1, 5])('of %i instances lose nothing, and each is in the history', async (instances) => {
    const policies = Array.from({ length: instances }, () => store.another());
    const ids = Array.from({ length: 50 }, (_, index) => `b${index}`);
    await Promise.all(
      ids.map(async (id, index) => {
        const own = policies[index % instances];
        if (own !== undefined) await addBinding(own, id, { author: id, reason: null });
      }),
    );
    expect(idsOf(await store.policies.read())).toEqual(ids.toSorted());
    const { revisions } = await store.policies.revisions({ limit: 100 });
    expect(revisions.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, index) => 50 - index));
    expect(new Set(revisions.map(({ author }) => author))).toEqual(new Set(ids));
  });

  test('do not keep each other from writing after one of them failed', async () => {
    store.bucket.failNext(1, { operation: 'list' });
    await expect(addBinding(store.policies, 'a')).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(await addBinding(store.policies, 'b')).toMatchObject({ kind: 'written' });
  });

  test('give up one day, and say so', async () => {
    const busy = {
      ...store.bucket,
      put: async (key: string, body: Uint8Array, options = {}) =>
        key === POLICY_KEY ? ({ kind: 'conflict' } as const) : store.bucket.put(key, body, options),
    };
    await expect(addBinding(store.another({ bucket: busy }), 'a')).rejects.toMatchObject({
      code: 'ERR_STORE_CONFLICT',
    });
  });
});

describe('a store that fails', () => {
  beforeEach(async () => {
    await addBinding(store.policies, 'a');
    await addBinding(store.policies, 'b');
  });

  test.each([1, 2])('after it has taken the write %i times: it is written once', async (count) => {
    store.bucket.failNext(count, { operation: 'put', isApplied: true });
    expect(await addBinding(store.policies, 'c')).toMatchObject({
      kind: 'written',
      current: { revision: { number: 3 } },
    });
    expect(idsOf(await store.another().read())).toEqual(['a', 'b', 'c']);
    expect((await store.policies.revisions({ limit: 10 })).revisions.map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  test('before it has taken the write: it is tried again', async () => {
    store.bucket.failNext(1, { operation: 'put' });
    expect(await addBinding(store.policies, 'c')).toMatchObject({
      kind: 'written',
      current: { revision: { number: 3 } },
    });
    expect(idsOf(await store.policies.read())).toEqual(['a', 'b', 'c']);
  });

  test('for long: the fault is told, and nothing is written', async () => {
    store.bucket.failNext(3, { operation: 'put' });
    await expect(addBinding(store.policies, 'c')).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(idsOf(await store.policies.read())).toEqual(['a', 'b']);
  });

  test('after the write, when the next one has replaced it already: it is written once', async () => {
    const other = store.another();
    let isFirst = true;
    const bucket = {
      ...store.bucket,
      put: async (...put: Parameters<typeof store.bucket.put>) => {
        const result = await store.bucket.put(...put);
        if (put[0] !== POLICY_KEY || !isFirst) return result;
        isFirst = false;
        await addBinding(other, 'd');
        store.bucket.failNext(1, { operation: 'list' });
        return store.bucket.list('').then(() => result);
      },
    };
    expect(await addBinding(store.another({ bucket }), 'c')).toMatchObject({
      kind: 'written',
      current: { revision: { number: 3 } },
    });
    expect(idsOf(await store.policies.read())).toEqual(['a', 'b', 'c', 'd']);
    expect((await store.policies.revisions({ limit: 10 })).revisions.map(({ number }) => number)).toEqual([4, 3, 2, 1]);
  });

  test('between the write and its place in the history: the next write puts it there', async () => {
    const stub = store.another({
      bucket: {
        ...store.bucket,
        put: async (key, body, options) => {
          const isOwn =
            key !== POLICY_KEY && storedText().includes('"bindings":[{"id":"a"') && storedText().includes('"c"');
          if (isOwn) store.bucket.failNext(1, { operation: 'put' });
          return store.bucket.put(key, body, options);
        },
      },
    });
    expect(await addBinding(stub, 'c')).toMatchObject({ kind: 'written' });
    expect(store.keys('policy/revisions/')).toHaveLength(2);
    expect((await store.policies.revisions({ limit: 10 })).revisions.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(await store.policies.revision(3)).toMatchObject({ revision: { number: 3 } });
    await addBinding(store.policies, 'd');
    expect(store.keys('policy/revisions/')).toHaveLength(4);
    const third = await store.policies.revision(3);
    expect(third && idsOf(third)).toEqual(['a', 'b', 'c']);
  });
});
