import { createMemoryBucket, type MemoryBucket } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import type { PolicyInForce } from '../src/decide/policy-in-force.ts';
import { POLICY_KEY } from '../src/store/revision-key.ts';
import { type Instance, MAX_AGE_MS, MAX_STALE_MS, settle, startInstance } from './freshness-instance.ts';
import { addBinding, withBindings } from './history-store.ts';

const LONG_MS = 3 * 3_600_000;

/** An instance over a bucket whose questions for the policy take turns with what the test does. */
function startBetween(
  bucket: MemoryBucket,
): Instance & { onPut: (during: () => void) => void; onGet: () => () => void } {
  let during: (() => void) | undefined;
  let gate: Promise<void> | undefined;
  const instance = startInstance({
    bucket: {
      ...bucket,
      get: async (key, options) => {
        const found = await bucket.get(key, options);
        if (key === POLICY_KEY) await gate;
        return found;
      },
      put: async (key, body, options) => {
        const now = key === POLICY_KEY ? during : undefined;
        if (now !== undefined) {
          during = undefined;
          now();
          await settle(5);
        }
        return bucket.put(key, body, options);
      },
    },
  });
  return {
    ...instance,
    onPut: (what) => {
      during = what;
    },
    onGet: () => {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      return () => {
        gate = undefined;
        held.resolve();
      };
    },
  };
}

describe('a policy that is too old, when something is written while the store is asked', () => {
  test('is never served: the request has what was written, or what is newer', async () => {
    const bucket = createMemoryBucket();
    const other = startInstance({ bucket });
    await addBinding(other.policies, 'old');
    const one = startBetween(bucket);
    await one.loadPolicy();
    await other.policies.change<never>({ author: 'root', reason: null }, () => ({
      kind: 'write',
      document: withBindings('new'),
    }));
    one.clock.advance(LONG_MS);
    const asked: Promise<PolicyInForce>[] = [];
    let release: (() => void) | undefined;
    one.onPut(() => {
      release = one.onGet();
      asked.push(one.loadPolicy());
    });
    await addBinding(one.policies, 'mine');
    release?.();
    const [served] = await Promise.all(asked);
    expect(served?.document.bindings.map(({ id }) => id)).toEqual(['new', 'mine']);
    expect(served?.freshForMs).toBe(MAX_AGE_MS);
  });

  test('is not served when the store fails then', async () => {
    const bucket = createMemoryBucket();
    const one = startBetween(bucket);
    await addBinding(one.policies, 'a');
    await one.loadPolicy();
    one.clock.advance(2 * MAX_STALE_MS);
    const asked: Promise<unknown>[] = [];
    one.onPut(() => {
      bucket.failNext(1000, { operation: 'get' });
      asked.push(one.loadPolicy().catch((error: unknown) => error));
    });
    await addBinding(one.policies, 'b');
    expect(await Promise.all(asked)).toMatchObject([{ code: 'ERR_STORE_UNAVAILABLE' }]);
    await expect(one.loadPolicy()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  });
});

async function startWithOlder(): Promise<{ instance: Instance; older: string }> {
  const instance = startInstance();
  await addBinding(instance.policies, 'a');
  const older = instance.bucket.contents()[POLICY_KEY] ?? '';
  await addBinding(instance.policies, 'b');
  await instance.loadPolicy();
  return { instance, older };
}

describe('an older document than the one in force', () => {
  test('is not taken at its first word, and it is told', async () => {
    const { instance, older } = await startWithOlder();
    const newer = instance.bucket.contents()[POLICY_KEY] ?? '';
    await instance.put(older);
    instance.clock.advance(MAX_AGE_MS);
    expect(await instance.loadPolicy()).toMatchObject({
      revision: { number: 2 },
      freshForMs: 0,
      notice: expect.stringContaining('the store gives revision 1 after revision 2'),
    });
    expect(instance.lines.at(-1)?.level).toBe('warn');
    await instance.put(newer);
    instance.clock.advance(MAX_AGE_MS);
    await instance.loadPolicy();
    await settle();
    expect(await instance.loadPolicy()).toMatchObject({ revision: { number: 2 }, notice: null });
  });

  test('that stays is one that somebody has put back: a new revision, by nobody', async () => {
    const { instance, older } = await startWithOlder();
    await instance.put(older);
    for (let age = 0; age < 2; age += 1) {
      instance.clock.advance(MAX_AGE_MS);
      await instance.loadPolicy();
      await settle();
    }
    const { revision, document } = await instance.loadPolicy();
    expect(revision).toMatchObject({ number: 3, author: null, changes: { removed: ['bindings/b'] } });
    expect(document).toEqual(withBindings('a'));
    expect((await instance.policies.read()).revision).toEqual(revision);
  });

  test('is told from what is in force by a process that starts then', async () => {
    const { instance, older } = await startWithOlder();
    await instance.put(older);
    const { loadPolicy, policies } = startInstance({ bucket: instance.bucket });
    expect((await loadPolicy()).revision).toMatchObject({ number: 3, author: null });
    expect((await policies.read()).revision.number).toBe(3);
  });
});
