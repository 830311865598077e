import { createMemoryBucket } from '@wharfinger/fakes';
import { DEFAULT_POLICY } from '@wharfinger/policy';
import { describe, expect, test } from 'vitest';

import { POLICY_KEY } from '../src/store/revision-key.ts';
import { MAX_AGE_MS, startInstance } from './freshness-instance.ts';
import { addBinding, withBindings } from './history-store.ts';

describe('while the store answers', () => {
  test('where there never was a document, the default policy is in force', async () => {
    const { loadPolicy } = startInstance();
    expect(await loadPolicy()).toMatchObject({
      document: DEFAULT_POLICY,
      revision: { number: 0 },
      freshForMs: MAX_AGE_MS,
      staleSinceMs: null,
      notice: null,
    });
  });

  test('a policy is fresh for what is left of its age, and is compiled once for each version', async () => {
    const { clock, loadPolicy, put, gets } = startInstance();
    await put(withBindings('a'));
    const first = await loadPolicy();
    const firstGets = gets();
    clock.advance(MAX_AGE_MS - 1);
    expect((await loadPolicy()).freshForMs).toBe(1);
    expect(gets()).toBe(firstGets);
    clock.advance(1);
    const second = await loadPolicy();
    expect(second.freshForMs).toBe(MAX_AGE_MS);
    expect(second.policy).toBe(first.policy);
    expect(gets()).toBe(firstGets + 1);
  });

  test('a new version is in force within the age, and is told with its number and author', async () => {
    const { clock, ids, policies, bucket, lines } = startInstance();
    await addBinding(policies, 'a');
    expect(await ids()).toEqual(['a']);
    const other = startInstance({ bucket });
    await addBinding(other.policies, 'b');
    clock.advance(MAX_AGE_MS);
    expect(await ids()).toEqual(['a', 'b']);
    expect(lines.at(-1)).toEqual({
      level: 'info',
      message: 'policy in force',
      fields: { revision: 2, author: 'root' },
    });
  });

  test('what this instance writes is in force here at once', async () => {
    const { ids, policies } = startInstance();
    expect(await ids()).toEqual([]);
    await addBinding(policies, 'a');
    expect(await ids()).toEqual(['a']);
    await addBinding(policies, 'b');
    expect(await ids()).toEqual(['a', 'b']);
  });

  test('what is written before anything was asked for isn’t taken for the newest', async () => {
    const instance = startInstance();
    await addBinding(instance.policies, 'a');
    const other = startInstance({ bucket: instance.bucket });
    await addBinding(other.policies, 'b');
    expect(await instance.ids()).toEqual(['a', 'b']);
  });

  test('what was asked for before a write of our own doesn’t undo it', async () => {
    const bucket = createMemoryBucket();
    const held = Promise.withResolvers<void>();
    let isHeld = false;
    const { clock, ids, policies } = startInstance({
      bucket: {
        ...bucket,
        get: async (key, options) => {
          const found = await bucket.get(key, options);
          if (isHeld && key === POLICY_KEY) {
            isHeld = false;
            await held.promise;
          }
          return found;
        },
      },
    });
    await addBinding(policies, 'a');
    await ids();
    clock.advance(MAX_AGE_MS);
    isHeld = true;
    const asked = ids();
    await addBinding(policies, 'b');
    held.resolve();
    expect(await asked).toEqual(['a', 'b']);
    expect(await ids()).toEqual(['a', 'b']);
  });

  test.each([
    ['5 s', MAX_AGE_MS, 1],
    ['0 s: everybody gets what was asked for after them', 0, 2],
  ])('of many that ask at once, few ask the store (age %s)', async (_, maxAgeMs, expected) => {
    const { put, loadPolicy, gets, clock } = startInstance({ maxAgeMs });
    await put(withBindings('a'));
    await loadPolicy();
    const before = gets();
    clock.advance(maxAgeMs);
    await Promise.all(Array.from({ length: 20 }, loadPolicy));
    expect(gets() - before).toBe(expected);
  });

  test('an age of 0 s has every request see what was written before it', async () => {
    const { put, ids } = startInstance({ maxAgeMs: 0 });
    for (const id of ['a', 'b', 'c']) {
      await put(withBindings(id));
      expect(await ids()).toEqual([id]);
    }
  });

  test('a large policy is taken over in steps: others have their turn meanwhile', async () => {
    const { put, loadPolicy } = startInstance();
    await put(withBindings(...Array.from({ length: 5000 }, (_, index) => `b${index}`)));
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    count();
    await loadPolicy();
    isDone = true;
    expect(turns).toBeGreaterThan(20);
  });

  test('a clock that is set back makes nothing older or younger than it is', async () => {
    const { clock, put, ids, gets, loadPolicy } = startInstance();
    await put(withBindings('a'));
    await ids();
    const before = gets();
    clock.advance(MAX_AGE_MS - 1);
    await ids();
    clock.advance(-3_600_000);
    expect((await loadPolicy()).freshForMs).toBe(1);
    expect(gets()).toBe(before);
    await put(withBindings('b'));
    clock.advance(1);
    expect(await ids()).toEqual(['b']);
  });
});
