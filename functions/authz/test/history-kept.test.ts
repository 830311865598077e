import type { Bucket } from '@wharfinger/control-store';
import { createMemoryBucket } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { POLICY_KEY } from '../src/store/revision-key.ts';
import { inHistory, type Instance, MAX_AGE_MS, settle, startInstance } from './freshness-instance.ts';
import { addBinding, BY, idsOf, withBindings } from './history-store.ts';

/** What the history has of each number. */
async function told({ policies }: Instance): Promise<(number | string | null)[][]> {
  const { revisions } = await policies.revisions({ limit: 10 });
  return revisions.map(({ number, author }) => [number, author]);
}

/** A bucket that takes the policy, and nothing of its history while it is told so. */
function startForgetful(): { bucket: Bucket; set: (isForgetful: boolean) => void; inner: Bucket } {
  const inner = createMemoryBucket();
  let isForgetful = false;
  const bucket: Bucket = {
    ...inner,
    put: async (key, body, options) => {
      if (isForgetful && key !== POLICY_KEY) throw new Error('no more room');
      return inner.put(key, body, options);
    },
  };
  return {
    inner,
    bucket,
    set: (next) => {
      isForgetful = next;
    },
  };
}

async function pass(instance: Instance): Promise<void> {
  instance.clock.advance(MAX_AGE_MS);
  await instance.loadPolicy();
  await settle();
}

describe('what was in force', () => {
  test('is in the history, though it was written by hand over by hand, and each has its number', async () => {
    const instance = startInstance();
    await instance.put(withBindings('one'));
    await instance.loadPolicy();
    await inHistory(instance, 1);
    await instance.put(withBindings('two'));
    await pass(instance);
    await inHistory(instance, 2);
    await instance.put('{');
    const fault: unknown = await instance.policies.read().catch((error: unknown) => error);
    const etag = typeof fault === 'object' && fault !== null && 'etag' in fault ? String(fault.etag) : '';
    expect(await instance.policies.mend(BY, etag, withBindings('two', 'three'))).toMatchObject({
      current: { revision: { number: 3, changes: { added: ['bindings/three'], removed: [] } } },
    });
    expect(await told(instance)).toEqual([
      [3, 'root'],
      [2, null],
      [1, null],
    ]);
    const [one, two] = [await instance.policies.revision(1), await instance.policies.revision(2)];
    expect([one && idsOf(one), two && idsOf(two)]).toEqual([['one'], ['two']]);
  });

  test('and wasn’t put there when it was written is put there before another is', async () => {
    const store = startForgetful();
    const instance = startInstance({ bucket: store.bucket });
    await addBinding(instance.policies, 'a');
    store.set(true);
    await addBinding(instance.policies, 'b');
    await store.inner.put(POLICY_KEY, new TextEncoder().encode(JSON.stringify(withBindings('hand'))));
    store.set(false);
    await addBinding(instance.policies, 'c');
    expect(await told(instance)).toEqual([
      [4, 'root'],
      [3, null],
      [2, 'root'],
      [1, 'root'],
    ]);
    const second = await instance.policies.revision(2);
    expect(second && idsOf(second)).toEqual(['a', 'b']);
  });

  test('and isn’t there when the policy is gone has its number all the same', async () => {
    const store = startForgetful();
    const instance = startInstance({ bucket: store.bucket });
    await addBinding(instance.policies, 'a');
    store.set(true);
    await addBinding(instance.policies, 'b');
    const { revision } = await instance.policies.read();
    await store.inner.delete(POLICY_KEY);
    expect(await instance.policies.mend(BY, revision.etag, withBindings('a'))).toMatchObject({
      current: { revision: { number: 3, changes: { added: [], removed: ['bindings/b'] } } },
    });
    store.set(false);
    await addBinding(instance.policies, 'c');
    expect((await told(instance)).map(([number]) => number)).toEqual([4, 3, 2, 1]);
  });

  test('and whose writer is gone is put there by who decides by it', async () => {
    const store = startForgetful();
    const writer = startInstance({ bucket: store.bucket });
    store.set(true);
    await addBinding(writer.policies, 'a');
    const bucket = createMemoryBucket({ objects: {} });
    const text = await store.inner.get(POLICY_KEY);
    await bucket.put(POLICY_KEY, text.kind === 'found' ? text.body : new Uint8Array());
    const reader = startInstance({ bucket });
    await reader.loadPolicy();
    await settle();
    // It may be on its way.
    expect((await bucket.list('policy/revisions/')).keys).toHaveLength(0);
    await pass(reader);
    await inHistory({ bucket });
    await bucket.delete(POLICY_KEY);
    expect(await told(reader)).toEqual([[1, 'root']]);
  });

  test('waits while the store takes nothing, and that is in the log once', async () => {
    const store = startForgetful();
    store.set(true);
    const instance = startInstance({ bucket: store.bucket });
    const put = (id: string): Promise<unknown> =>
      store.inner.put(POLICY_KEY, new TextEncoder().encode(JSON.stringify(withBindings(id))));
    for (const id of ['one', 'two', 'three']) {
      await put(id);
      await pass(instance);
      await pass(instance);
    }
    await settle(200);
    const warnings = instance.lines.filter(({ message }) => message === 'a revision is not in the history yet');
    expect(warnings).toMatchObject([{ level: 'warn', fields: { revision: 1 } }]);
    expect(instance.lines.filter(({ message }) => message === 'policy in force').map(({ fields }) => fields)).toEqual(
      [1, 2, 3].map((revision) => ({ revision, author: null })),
    );
    store.set(false);
    await addBinding(instance.policies, 'four');
    expect(await told(instance)).toEqual([
      [4, 'root'],
      [3, null],
      [2, null],
      [1, null],
    ]);
  });
});
