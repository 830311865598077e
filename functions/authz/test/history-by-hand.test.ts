import { beforeEach, describe, expect, test } from 'vitest';

import { POLICY_KEY } from '../src/store/revision-key.ts';
import { addBinding, BY, type HistoryUnderTest, idsOf, startHistory, withBindings } from './history-store.ts';

let store: HistoryUnderTest;

beforeEach(() => {
  store = startHistory();
});

const storedText = (): string => store.bucket.contents()[POLICY_KEY] ?? '';
const numbered = (number: number): string =>
  storedText().replaceAll('"number":1', `"number":${number}`).replaceAll('"1-', `"${number}-`);

describe('a document written by hand', () => {
  test('is a revision of its own, by nobody, and is in the history before it is replaced', async () => {
    await addBinding(store.policies, 'a');
    await store.putByHand(withBindings('hand'));
    const { revision } = await store.policies.read();
    expect(revision).toMatchObject({
      number: 2,
      author: null,
      at: null,
      changes: { added: ['bindings/hand'], changed: [], removed: ['bindings/a'] },
    });
    expect((await store.policies.revisions({ limit: 10 })).revisions.map(({ number }) => number)).toEqual([2, 1]);
    await addBinding(store.policies, 'b');
    expect(await store.policies.revision(2)).toEqual({ document: withBindings('hand'), revision });
    expect(await store.policies.read()).toMatchObject({ revision: { number: 3, author: 'root' } });
  });

  test('is the first revision where there was none', async () => {
    await store.putByHand(withBindings('hand'));
    expect(await store.policies.read()).toMatchObject({ revision: { number: 1, author: null } });
    await addBinding(store.policies, 'b');
    expect((await store.policies.revisions({ limit: 10 })).revisions.map(({ author }) => author)).toEqual([
      'root',
      null,
    ]);
  });

  test('over the file of the API is told from what the API wrote', async () => {
    await addBinding(store.policies, 'a');
    await store.putByHand(storedText().replaceAll('"a"', '"hand"'));
    expect(await store.policies.read()).toMatchObject({ revision: { number: 2, author: null } });
  });

  test('put back from a copy is a new revision: numbers go up alone', async () => {
    await addBinding(store.policies, 'a');
    const copy = storedText();
    await addBinding(store.policies, 'b');
    await store.putByHand(copy);
    expect(await store.policies.read()).toMatchObject({ revision: { number: 3, author: null } });
    await addBinding(store.policies, 'c');
    expect((await store.policies.revisions({ limit: 10 })).revisions.map(({ number }) => number)).toEqual([4, 3, 2, 1]);
    expect(idsOf(await store.policies.read())).toEqual(['a', 'c']);
  });

  test('with what the newest revision says is that revision', async () => {
    await addBinding(store.policies, 'a');
    const before = await store.policies.read();
    await store.putByHand(withBindings('a'));
    expect(await store.another().read()).toEqual(before);
  });

  test('and says that it is far ahead of the history isn’t believed', async () => {
    await addBinding(store.policies, 'a');
    await store.putByHand(numbered(2_000_000));
    expect((await store.another().read()).revision.number).toBe(1);
    await store.putByHand(numbered(2_000_000).replaceAll('"a"', '"hand"'));
    expect(await store.another().read()).toMatchObject({ revision: { number: 2, author: null } });
    expect(await addBinding(store.another(), 'b')).toMatchObject({ current: { revision: { number: 3 } } });
  });

  test('with a number that no revision can have is broken, and can be replaced', async () => {
    await addBinding(store.policies, 'a');
    await store.putByHand(numbered(10_000_000_000));
    const fault: unknown = await store.policies.read().catch((error: unknown) => error);
    expect(fault).toMatchObject({ problems: [{ path: '$.revision.number' }] });
    const etag = typeof fault === 'object' && fault !== null && 'etag' in fault ? String(fault.etag) : '';
    expect(await store.policies.mend(BY, etag, withBindings('m'))).toMatchObject({
      current: { revision: { number: 2 } },
    });
  });

  test('over a revision that never got into the history has the number after it', async () => {
    await addBinding(store.policies, 'a');
    const copy = storedText();
    for (const key of store.keys('policy/revisions/')) await store.bucket.delete(key);
    await store.putByHand(copy.replaceAll('"a"', '"hand"'));
    expect(await store.another().read()).toMatchObject({ revision: { number: 2, author: null } });
  });

  test('while the API writes is never lost', async () => {
    await addBinding(store.policies, 'a');
    let isFirst = true;
    const bucket = {
      ...store.bucket,
      put: async (...put: Parameters<typeof store.bucket.put>) => {
        if (put[0] === POLICY_KEY && isFirst) {
          isFirst = false;
          await store.putByHand(withBindings('hand'));
        }
        return store.bucket.put(...put);
      },
    };
    await addBinding(store.another({ bucket }), 'b');
    expect(idsOf(await store.policies.read())).toEqual(['b', 'hand']);
    const byHand = await store.policies.revision(2);
    expect(byHand && idsOf(byHand)).toEqual(['hand']);
  });

  test('that was replaced by nothing is a fault, also for a process that starts after it', async () => {
    await addBinding(store.policies, 'a');
    await store.bucket.delete(POLICY_KEY);
    for (const policies of [store.policies, store.another()]) {
      await expect(policies.read()).rejects.toMatchObject({ message: expect.stringContaining('is gone') });
    }
    await store.putByHand(withBindings('a'));
    expect(await store.policies.read()).toMatchObject({ revision: { number: 1, author: 'root' } });
  });
});
