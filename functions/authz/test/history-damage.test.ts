import { gzipSync } from 'node:zlib';

import { DEFAULT_POLICY } from '@wharfinger/policy';
import { beforeEach, describe, expect, test } from 'vitest';

import { isUnreadable } from '../src/store/control-store-history.ts';
import { documentKey, POLICY_KEY, revisionPrefix } from '../src/store/revision-key.ts';
import { revisionRecordSchema } from '../src/store/stored-policy.ts';
import { addBinding, BY, type HistoryUnderTest, idsOf, startHistory, withBindings } from './history-store.ts';

let store: HistoryUnderTest;

beforeEach(() => {
  store = startHistory();
});

const storedText = (): string => store.bucket.contents()[POLICY_KEY] ?? '';

describe('the history', () => {
  beforeEach(async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await addBinding(store.policies, id);
  });

  test('is paged, the newest first', async () => {
    const numbers: number[][] = [];
    let before: number | undefined;
    do {
      const page = await store.policies.revisions({ limit: 2, before });
      numbers.push(page.revisions.map(({ number }) => number));
      before = page.nextBefore;
    } while (before !== undefined);
    expect(numbers).toEqual([[5, 4], [3, 2], [1]]);
  });

  test('has every document', async () => {
    for (const number of [1, 2, 3, 4, 5]) {
      expect((await store.policies.revision(number))?.document.bindings).toHaveLength(number);
    }
    expect(await store.policies.revision(6)).toBeUndefined();
  });

  const damage = {
    'is missing': (key: string) => store.bucket.delete(key),
    'is not a gzip file': (key: string) => store.bucket.put(key, new TextEncoder().encode('{}')),
    'has other content': (key: string) => store.bucket.put(key, gzipSync(JSON.stringify(DEFAULT_POLICY))),
  };
  test.each([
    ['documents', 'is missing'],
    ['documents', 'is not a gzip file'],
    ['documents', 'has other content'],
    ['revisions', 'is missing'],
    ['revisions', 'is not a gzip file'],
  ] as const)('goes on beside one whose %s object %s', async (folder, what) => {
    const [key = ''] = store.keys(revisionPrefix(3));
    const { sha256 } = revisionRecordSchema.parse(JSON.parse(store.bucket.contents()[key] ?? ''));
    await damage[what](folder === 'revisions' ? key : documentKey(sha256));
    // Without its record, nothing says that there was such a revision.
    const isForgotten = folder === 'revisions' && what === 'is missing';
    const outcome = await store.policies.revision(3).catch((error: unknown) => error);
    expect(isUnreadable(outcome)).toBe(!isForgotten);
    expect(outcome === undefined).toBe(isForgotten);
    const page = await store.policies.revisions({ limit: 10 });
    const isRecordBroken = folder === 'revisions' && what !== 'is missing';
    expect(page.unreadable.map(({ number }) => number)).toEqual(isRecordBroken ? [3] : []);
    expect(page.revisions.map(({ number }) => number)).toEqual(folder === 'revisions' ? [5, 4, 2, 1] : [5, 4, 3, 2, 1]);
    expect(await addBinding(store.policies, 'f')).toMatchObject({ current: { revision: { number: 6 } } });
  });
});

describe('beside objects of others', () => {
  const FOREIGN = ['', '.DS_Store', '0-first', 'zz/last'].map((name) => `policy/revisions/${name}`);

  beforeEach(async () => {
    for (const id of ['a', 'b', 'c']) await addBinding(store.policies, id);
    for (const key of FOREIGN) await store.bucket.put(key, new Uint8Array());
  });

  test('the history is the same, page by page', async () => {
    const first = await store.policies.revisions({ limit: 2 });
    expect([first.revisions.map(({ number }) => number), first.nextBefore]).toEqual([[3, 2], 2]);
    const second = await store.policies.revisions({ limit: 2, before: 2 });
    expect([second.revisions.map(({ number }) => number), second.nextBefore]).toEqual([[1], undefined]);
  });

  test('a document that is gone is missed', async () => {
    await store.bucket.delete(POLICY_KEY);
    await expect(store.another().read()).rejects.toMatchObject({ message: expect.stringContaining('is gone') });
  });

  test('a document that is gone is missed, though nothing is left of the history that can be told', async () => {
    await store.bucket.delete(POLICY_KEY);
    for (const key of store.keys('policy/revisions/9')) await store.bucket.delete(key);
    await expect(store.another().read()).rejects.toMatchObject({ message: expect.stringContaining('is gone') });
    expect(await store.another().mend(BY, 'gone', withBindings('m'))).toMatchObject({ kind: 'written' });
  });
});

test('what some tools make of an empty folder is no history', async () => {
  await store.bucket.put('policy/revisions/', new Uint8Array());
  expect(await store.policies.read()).toMatchObject({ revision: { number: 0 } });
});

test('a damaged document is whole again as soon as it is written again', async () => {
  await addBinding(store.policies, 'a');
  const [key = ''] = store.keys('policy/documents/');
  await store.bucket.put(key, new Uint8Array());
  await addBinding(store.policies, 'b');
  await expect(store.policies.revision(1)).rejects.toSatisfy(isUnreadable);
  await store.policies.change<never>(BY, () => ({ kind: 'write', document: withBindings('a') }));
  for (const number of [1, 3]) {
    const found = await store.policies.revision(number);
    expect(found && idsOf(found)).toEqual(['a']);
  }
});

async function brokenEtag(): Promise<string> {
  const fault: unknown = await store.policies.read().catch((error: unknown) => error);
  expect(fault).toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID', key: POLICY_KEY });
  return typeof fault === 'object' && fault !== null && 'etag' in fault ? String(fault.etag) : '';
}

describe('a document that can’t be read', () => {
  test.each([
    ['no JSON', () => '{'],
    ['an unknown member', () => JSON.stringify({ ...DEFAULT_POLICY, rules: [] })],
    ['a broken rule', () => JSON.stringify({ ...DEFAULT_POLICY, bindings: [{ id: 'x' }] })],
    ['a broken revision', () => storedText().replace('"number":2', '"number":"two"')],
  ])('(%s) is replaced by who names its version, and kept as it was', async (_, text) => {
    await addBinding(store.policies, 'a');
    await addBinding(store.policies, 'b');
    await store.putByHand(text());
    const etag = await brokenEtag();
    await expect(addBinding(store.policies, 'c')).rejects.toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID' });
    expect(await store.policies.mend(BY, 'another', withBindings('m'))).toEqual({ kind: 'changed' });
    expect(await store.policies.mend(BY, etag, withBindings('m'))).toMatchObject({
      kind: 'written',
      current: { revision: { number: 3, author: 'root', changes: { added: ['bindings/m'] } } },
    });
    expect(store.keys('policy/broken/')).toHaveLength(1);
    expect((await store.another().revisions({ limit: 10 })).revisions.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(await store.policies.mend(BY, etag, withBindings('n'))).toEqual({ kind: 'changed' });
  });

  test('is replaced once, though the answer got lost', async () => {
    await store.putByHand('{');
    const etag = await brokenEtag();
    store.bucket.failNext(1, { operation: 'put', isApplied: true });
    await expect(store.policies.mend(BY, etag, withBindings('m'))).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
    });
    const bucket = {
      ...store.bucket,
      put: async (...put: Parameters<typeof store.bucket.put>) => {
        if (put[0] === POLICY_KEY) store.bucket.failNext(1, { operation: 'put', isApplied: true });
        return store.bucket.put(...put);
      },
    };
    expect(await store.another({ bucket }).mend(BY, etag, withBindings('m'))).toMatchObject({ kind: 'written' });
    expect(idsOf(await store.policies.read())).toEqual(['m']);
  });

  test('is parsed once, however often it is asked for', async () => {
    await store.putByHand('{');
    await brokenEtag();
    await brokenEtag();
    await store.putByHand(withBindings('a'));
    expect(idsOf(await store.policies.read())).toEqual(['a']);
  });
});

describe('while there is no policy that can be read', () => {
  beforeEach(async () => {
    for (const id of ['a', 'b']) await addBinding(store.policies, id);
  });

  const lost: [string, () => Promise<unknown>][] = [
    ['broken', () => store.putByHand('{')],
    ['gone', () => store.bucket.delete(POLICY_KEY)],
  ];
  describe.each(lost)('because it is %s', (_, lose) => {
    test('the history can be read, and a revision of it restored', async () => {
      await lose();
      for (const policies of [store.policies, store.another()]) {
        const { revisions } = await policies.revisions({ limit: 10 });
        expect(revisions.map(({ number }) => number)).toEqual([2, 1]);
      }
      const found = await store.another().revision(1);
      expect(found && idsOf(found)).toEqual(['a']);
      const etag = await brokenEtag();
      const written = await store.another().mend({ ...BY, restored: 1 }, etag, withBindings('a'));
      expect(written).toMatchObject({
        kind: 'written',
        current: { revision: { number: 3, restored: 1, changes: { added: [], removed: ['bindings/b'] } } },
      });
      expect(idsOf(await store.policies.read())).toEqual(['a']);
      expect(await store.policies.mend(BY, etag, withBindings('n'))).toEqual({ kind: 'changed' });
    });
  });

  test('one that is gone is named by the last revision that there was, and written by one alone', async () => {
    const { revision } = await store.policies.read();
    await store.bucket.delete(POLICY_KEY);
    expect(await brokenEtag()).toBe(revision.etag);
    expect(await store.policies.mend(BY, '1-0123456789abcdef', withBindings('n'))).toEqual({ kind: 'changed' });
    const outcomes = await Promise.all(
      ['m', 'n'].map((id) => store.another().mend(BY, revision.etag, withBindings(id))),
    );
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['changed', 'written']);
  });
});

describe('where the newest record is damaged', () => {
  test.each([
    ['cut off', () => '{'],
    ['of another number', (text: string) => text.replaceAll('"number":3', '"number":2').replaceAll('"3-', '"2-')],
    ['of another document', (text: string) => text.replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${'0'.repeat(64)}"`)],
  ])('(%s) it is told, and its number isn’t given again', async (_, damage) => {
    for (const id of ['a', 'b', 'c']) await addBinding(store.policies, id);
    const [key = ''] = store.keys(revisionPrefix(3));
    await store.bucket.put(key, new TextEncoder().encode(damage(store.bucket.contents()[key] ?? '')));
    await store.putByHand(withBindings('hand'));
    const another = store.another();
    expect((await another.revisions({ limit: 10 })).unreadable.map(({ number }) => number)).toEqual([3]);
    expect(await addBinding(another, 'd')).toMatchObject({ current: { revision: { number: 5 } } });
    expect(await another.revision(4)).toMatchObject({ document: withBindings('hand') });
  });
});
