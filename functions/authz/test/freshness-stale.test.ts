import { createMemoryBucket } from '@wharfinger/fakes';
import { DEFAULT_POLICY } from '@wharfinger/policy';
import { describe, expect, test } from 'vitest';

import type { PolicyInForce } from '../src/decide/policy-in-force.ts';
import { POLICY_KEY } from '../src/store/revision-key.ts';
import { inHistory, type Instance, MAX_AGE_MS, MAX_STALE_MS, settle, startInstance } from './freshness-instance.ts';
import { addBinding, bindingOf, BY, withBindings } from './history-store.ts';

const BROKEN_ROLE = { ...withBindings('a'), bindings: [{ ...bindingOf('a'), role: 'owner' }] };
const UNAVAILABLE = { code: 'ERR_STORE_UNAVAILABLE' };

describe('while the store gives no newer one', () => {
  const down: [string, (instance: Instance) => Promise<unknown>, string][] = [
    ['doesn’t answer', async ({ bucket }) => bucket.failNext(1000), 'ERR_STORE_UNAVAILABLE'],
    ['has a document that is no JSON', ({ put }) => put('{'), 'ERR_STORE_DOCUMENT_INVALID'],
    ['has one that means nothing', ({ put }) => put(BROKEN_ROLE), 'ERR_STORE_DOCUMENT_INVALID'],
    ['has lost it', ({ bucket }) => bucket.delete(POLICY_KEY), 'ERR_STORE_DOCUMENT_INVALID'],
  ];

  test.each(down)('because it %s: the last good one is in force for so long, then none', async (_, fail, code) => {
    const instance = startInstance();
    const { clock, put, loadPolicy, lines, ids } = instance;
    await put(withBindings('a'));
    await loadPolicy();
    await inHistory(instance);
    await fail(instance);
    clock.advance(MAX_AGE_MS);
    const stale = await loadPolicy();
    expect(stale.document.bindings).toHaveLength(1);
    expect(stale).toMatchObject({ freshForMs: 0, staleSinceMs: clock.now().getTime() });
    expect(stale.notice).toContain('policy revision 1 is 5 s old');
    expect(stale.notice).toContain(code);
    expect(stale.notice).toContain('in force until 2026-06-01T00:01:00.000Z');
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);

    clock.advance(MAX_STALE_MS - MAX_AGE_MS - 1);
    expect(await ids()).toEqual(['a']);
    await settle();
    clock.advance(1);
    await expect(loadPolicy()).rejects.toMatchObject({ code });
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  test('nobody waits for the store, which is asked once in an age', async () => {
    const { bucket, clock, put, loadPolicy } = startInstance();
    await put(withBindings('a'));
    await loadPolicy();
    await inHistory({ bucket });
    bucket.failNext(1000);
    clock.advance(MAX_AGE_MS);
    await loadPolicy();
    const calls = bucket.calls.length;
    for (let second = 0; second < 10; second += 1) {
      clock.advance(1000);
      await Promise.all(Array.from({ length: 10 }, loadPolicy));
      await settle();
    }
    expect(bucket.calls.length - calls).toBe(2);
  });

  test('it is back: the newest is in force, and that is told once', async () => {
    const { bucket, clock, put, loadPolicy, lines, ids } = startInstance();
    await put(withBindings('a'));
    await loadPolicy();
    bucket.failNext(1);
    clock.advance(MAX_AGE_MS);
    await loadPolicy();
    await put(withBindings('b'));
    clock.advance(MAX_AGE_MS);
    expect(await ids()).toEqual(['a']);
    await settle();
    expect(await loadPolicy()).toMatchObject({ staleSinceMs: null, notice: null, freshForMs: MAX_AGE_MS });
    expect(await ids()).toEqual(['b']);
    expect(lines.map(({ message }) => message)).toEqual([
      'policy in force',
      'no newer policy to be had, the last good one is in force',
      'policy in force',
      'the policy is up to date again',
    ]);
  });

  test('after the last good one is too old, the first answer of the store ends it', async () => {
    const { bucket, clock, put, loadPolicy, ids } = startInstance();
    await put(withBindings('a'));
    await loadPolicy();
    bucket.failNext(2);
    clock.advance(MAX_STALE_MS);
    await expect(loadPolicy()).rejects.toMatchObject(UNAVAILABLE);
    await expect(loadPolicy()).rejects.toMatchObject(UNAVAILABLE);
    expect(await ids()).toEqual(['a']);
  });

  test('a clock that is set back gives it no more time', async () => {
    const { bucket, clock, put, loadPolicy } = startInstance();
    await put(withBindings('a'));
    await loadPolicy();
    bucket.failNext(1000);
    clock.advance(MAX_STALE_MS - 1);
    await loadPolicy();
    await settle();
    clock.advance(-3_600_000);
    await loadPolicy();
    await settle();
    clock.advance(1);
    await expect(loadPolicy()).rejects.toMatchObject(UNAVAILABLE);
  });

  test('a clock that was set back while nobody asked takes no time away from what passed', async () => {
    let elapsedMs = 0;
    const { clock, put, loadPolicy, ids } = startInstance({ elapsedMs: () => elapsedMs });
    await put(withBindings('a'));
    await loadPolicy();
    await put(withBindings('b'));
    clock.advance(-3_600_000);
    elapsedMs += 3_600_000;
    clock.advance(3_600_000);
    expect(await ids()).toEqual(['b']);
  });

  test('it is as old as the question, not as the answer', async () => {
    const bucket = createMemoryBucket();
    const { clock, loadPolicy } = startInstance({
      bucket: {
        ...bucket,
        get: async (key, options) => {
          clock.advance(3000);
          return bucket.get(key, options);
        },
      },
    });
    for (let look = 0; look < 3; look += 1) {
      expect((await loadPolicy()).freshForMs).toBe(MAX_AGE_MS - 3000);
      clock.advance(MAX_AGE_MS - 3000);
    }
  });

  test('and no time is allowed: there is none in force, though it is not too old', async () => {
    const { bucket, clock, put, loadPolicy } = startInstance({ maxStaleMs: 0 });
    await put(withBindings('a'));
    await loadPolicy();
    bucket.failNext(1);
    clock.advance(MAX_AGE_MS - 1);
    expect((await loadPolicy()).freshForMs).toBe(1);
    clock.advance(1);
    await expect(loadPolicy()).rejects.toMatchObject(UNAVAILABLE);
    expect((await loadPolicy()).staleSinceMs).toBeNull();
  });

  test('and there never was a good one: each who asks has the fault, and the first answer ends it', async () => {
    const { bucket, loadPolicy, lines } = startInstance();
    bucket.failNext(2);
    await expect(loadPolicy()).rejects.toMatchObject(UNAVAILABLE);
    await expect(loadPolicy()).rejects.toMatchObject(UNAVAILABLE);
    expect(await loadPolicy()).toMatchObject({ document: DEFAULT_POLICY });
    expect(lines.map(({ message }) => message)).toEqual(['policy in force']);
  });

  test('a broken one that is replaced by another broken one is told with its own places', async () => {
    const { put, loadPolicy, clock } = startInstance();
    await put(BROKEN_ROLE);
    const first: unknown = await loadPolicy().catch((error: unknown) => error);
    expect(first).toMatchObject({ problems: [{ path: '$.bindings[0].role' }] });
    // The very same: it wasn't compiled again.
    expect(await loadPolicy().catch((error: unknown) => error)).toBe(first);
    await put({ ...DEFAULT_POLICY, denials: 3 });
    clock.advance(MAX_AGE_MS);
    await expect(loadPolicy()).rejects.toMatchObject({ problems: [{ path: '$.denials' }] });
  });

  test('and what means nothing was written here: the one before stays in force, and nobody may remember it', async () => {
    const { policies, put, loadPolicy } = startInstance();
    await put(withBindings('a'));
    await loadPolicy();
    await policies.change<never>(BY, () => ({ kind: 'write', document: BROKEN_ROLE }));
    expect(await loadPolicy()).toMatchObject({
      document: withBindings('a'),
      freshForMs: 0,
      notice: expect.stringContaining('the newest document is no policy'),
    });
  });

  test('a document that is gone is missed by a process that starts after it, by its history', async () => {
    const { bucket, policies } = startInstance();
    await addBinding(policies, 'a');
    await bucket.delete(POLICY_KEY);
    const other = startInstance({ bucket });
    await expect(other.loadPolicy()).rejects.toMatchObject({ message: expect.stringContaining('is gone') });
  });
});

/** One whose store holds its answers back, and whose second passes, when the test says so. */
function startSlow(): Instance & { hold: () => void; release: () => void; late: () => void } {
  const bucket = createMemoryBucket();
  let gate: PromiseWithResolvers<void> | undefined;
  const timer = Promise.withResolvers<void>();
  const instance = startInstance({
    bucket: {
      ...bucket,
      get: async (key, options) => {
        await gate?.promise;
        return bucket.get(key, options);
      },
    },
    sleep: () => timer.promise,
  });
  return {
    ...instance,
    bucket,
    put: async (document) => {
      await bucket.put(POLICY_KEY, new TextEncoder().encode(JSON.stringify(document)));
    },
    hold: () => {
      gate = Promise.withResolvers();
    },
    release: () => gate?.resolve(),
    late: timer.resolve,
  };
}

describe('a store that is slow', () => {
  test('is waited for, for a second; then the last good one is in force, and nobody waits any more', async () => {
    const { clock, put, loadPolicy, ids, hold, release, late, lines } = startSlow();
    await put(withBindings('a'));
    await loadPolicy();
    await put(withBindings('b'));
    hold();
    clock.advance(MAX_AGE_MS);
    let isAnswered = false;
    const waiting = loadPolicy().then((answer: PolicyInForce) => {
      isAnswered = true;
      return answer;
    });
    await settle();
    expect(isAnswered).toBe(false);
    late();
    expect(await waiting).toMatchObject({ freshForMs: 0, staleSinceMs: clock.now().getTime() });
    expect(await ids()).toEqual(['a']);
    release();
    await settle();
    expect(await ids()).toEqual(['b']);
    expect(lines.at(-1)?.message).toBe('the policy is up to date again');
  });

  test('is waited for until it answers while there is nothing to decide by', async () => {
    const { put, ids, hold, release, late } = startSlow();
    await put(withBindings('a'));
    hold();
    const waiting = ids();
    await settle();
    late();
    await settle();
    release();
    expect(await waiting).toEqual(['a']);
  });

  test.each([
    ['read', 5],
    ['compiled', 150],
  ])('is not to blame while a large policy is %s: the last one decides, and nobody is told', async (_, turns) => {
    const { clock, put, loadPolicy, ids, late, lines } = startSlow();
    await put(withBindings('a'));
    await loadPolicy();
    await put(withBindings(...Array.from({ length: 20_000 }, (_, index) => `b${index}`)));
    clock.advance(MAX_AGE_MS);
    const waiting = loadPolicy();
    await settle(turns);
    late();
    expect(await waiting).toMatchObject({ revision: { number: 1 }, freshForMs: 0, staleSinceMs: null, notice: null });
    while ((await ids()).length === 1) await settle(10);
    expect(lines.map(({ message }) => message)).toEqual(['policy in force', 'policy in force']);
  });
});
