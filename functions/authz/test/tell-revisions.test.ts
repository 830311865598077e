import { StoreError } from '@wharfinger/control-store';
import type { Delivery, PolicyOccurrence } from '@wharfinger/events';
import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';

import { ANNOUNCED_KEY, createControlStoreAnnounced } from '../src/tell/control-store-announced.ts';
import type { Policies } from '../src/store/policies.ts';
import { findUntold } from '../src/tell/find-untold.ts';
import { type Telling, tellRevisions } from '../src/tell/tell-revisions.ts';
import { addBinding, type HistoryUnderTest, startHistory, withBindings } from './history-store.ts';

type Told = { id: string; time: string };
/** The process ends in the middle of what it does. */
class Killed extends Error {}

let store: HistoryUnderTest;
let told: Told[];
let errors: unknown[];
let minute: number;

beforeEach(() => {
  store = startHistory();
  told = [];
  errors = [];
  minute = 0;
});

/** Tells the next revisions of what the store has, as an instance that was just started. */
async function tellOnce(
  answer: (event: Told) => Delivery['kind'] | 'killed' = () => 'accepted',
  policies: Policies = store.another(),
): Promise<Telling> {
  const { revision } = await policies.read();
  return tellRevisions(revision, {
    policies,
    announced: createControlStoreAnnounced(store.bucket),
    tell: async (occurrence: PolicyOccurrence) => {
      if (occurrence.kind !== 'changed') throw new TypeError('it is told of revisions alone');
      const event = { id: occurrence.data.etag, time: occurrence.data.at ?? occurrence.time };
      const kind = answer(event);
      if (kind !== 'unavailable') told.push(event);
      if (kind === 'killed') throw new Killed();
      return kind === 'accepted' ? { kind } : { kind, reason: 'the sink says so' };
    },
    now: () => new Date(Date.parse('2026-06-02T00:00:00Z') + (minute += 1) * 60_000),
    log: { error: (fields: unknown) => void errors.push(fields) },
  });
}

async function tellAll(): Promise<void> {
  let telling: Telling;
  do telling = await tellOnce();
  while (telling.kind === 'more');
  expect(telling.kind).toBe('told');
}

const numbersOf = (events: readonly Told[]): number[] => events.map(({ id }) => Number(id.split('-')[0]));

async function write(count: number): Promise<void> {
  for (let written = 0; written < count; written += 1)
    await addBinding(store.policies, `b${Math.random()}`.replace('.', ''));
}

test('where nobody wrote a policy nothing is told, and nothing is written', async () => {
  await tellAll();
  expect([told, store.keys('')]).toEqual([[], []]);
});

test('every revision is told once, in order, whoever made it', async () => {
  await write(3);
  await tellAll();
  await write(1);
  await tellAll();
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 2, 3, 4]);
  expect(told[0]).toEqual({ id: expect.stringMatching(/^1-[0-9a-f]{16}$/), time: '2026-06-01T00:00:00.000Z' });
  expect(store.keys(ANNOUNCED_KEY)).toHaveLength(1);
});

test('a long history is told in batches', async () => {
  await write(50);
  expect(await tellOnce()).toEqual({ kind: 'more' });
  expect(told).toHaveLength(20);
  await tellAll();
  expect(numbersOf(told)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

test('a sink that is down stops it, and it goes on from there', async () => {
  await write(4);
  expect(await tellOnce(({ id }) => (id.startsWith('3-') ? 'unavailable' : 'accepted'))).toMatchObject({
    kind: 'unavailable',
  });
  expect(numbersOf(told)).toEqual([1, 2]);
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 2, 3, 4]);
});

test('one that the sink refuses keeps no other from being told, and is in the log', async () => {
  await write(3);
  await tellOnce(({ id }) => (id.startsWith('2-') ? 'refused' : 'accepted'));
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 2, 3]);
  expect(errors).toEqual([{ revision: expect.stringMatching(/^2-/), reason: 'the sink says so' }]);
});

test('one that cannot be read keeps no other from being told, and is in the log', async () => {
  await write(4);
  const [, second = ''] = store.keys('policy/revisions/').toReversed();
  await store.bucket.put(second, new TextEncoder().encode('{'));
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 3, 4]);
  expect(errors).toMatchObject([{ revisions: [{ number: 2 }] }]);
});

test('a whole batch that cannot be read keeps no other from being told', async () => {
  await write(25);
  for (const key of store.keys('policy/revisions/').toReversed().slice(0, 20)) {
    await store.bucket.put(key, new TextEncoder().encode('{'));
  }
  await tellAll();
  expect(numbersOf(told)).toEqual([21, 22, 23, 24, 25]);
  expect(errors).toHaveLength(1);
});

test('killed between the event and the note of it, the next one tells it again, the same', async () => {
  await write(2);
  await expect(tellOnce(({ id }) => (id.startsWith('2-') ? 'killed' : 'accepted'))).rejects.toThrow(Killed);
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 2, 1, 2]);
  expect(told.slice(0, 2)).toEqual(told.slice(2));
});

test('one that was written by hand has one time, whoever tells it and however often', async () => {
  await store.putByHand(withBindings('hand'));
  await expect(tellOnce(() => 'killed')).rejects.toThrow(Killed);
  await tellAll();
  expect(told).toEqual([told[0], told[0]]);
  expect(told[0]).toEqual({ id: expect.stringMatching(/^1-/), time: '2026-06-02T00:01:00.000Z' });
});

test('another that was written by hand over it has the same number, and is told as well', async () => {
  await write(1);
  await store.putByHand(withBindings('hand'));
  await tellAll();
  await store.putByHand(withBindings('another'));
  await tellAll();
  await write(1);
  await tellAll();
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
  expect(numbersOf(told).slice(0, 3)).toEqual([1, 2, 2]);
  expect(numbersOf(told).at(-1)).toBe((await store.policies.read()).revision.number);
});

test('a history that began anew is told from there', async () => {
  await write(5);
  await tellAll();
  for (const key of store.keys('policy/').filter((name) => name !== ANNOUNCED_KEY)) await store.bucket.delete(key);
  await addBinding(store.another(), 'anew');
  await tellAll();
  await addBinding(store.another(), 'next');
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 2, 3, 4, 5, 1, 2]);
});

test('an instance that is behind tells nothing that was told', async () => {
  await write(2);
  const behind = store.another();
  const { revision } = await behind.read();
  await write(1);
  await tellAll();
  const policies: Policies = store.another();
  const telling = await tellRevisions(revision, {
    policies,
    announced: createControlStoreAnnounced(store.bucket),
    tell: () => Promise.reject(new Error('it was told')),
    now: () => new Date(0),
    log: { error: () => undefined },
  });
  expect(telling.kind).toBe('told');
});

test('a sink that is down keeps what comes before one that cannot be read from being passed over', async () => {
  await write(4);
  const third = store.keys('policy/revisions/').find((key) => key.includes('9999999996'));
  await store.bucket.put(third ?? '', new TextEncoder().encode('{'));
  await tellOnce(({ id }) => (id.startsWith('2-') ? 'unavailable' : 'accepted'));
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 2, 4]);
});

test('the newest is told though what the history has of it cannot be read', async () => {
  await write(3);
  const [newest = ''] = store.keys('policy/revisions/');
  await store.bucket.put(newest, new TextEncoder().encode('{'));
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 2, 3]);
});

test('numbers that there are none of cost few calls', async () => {
  await write(2);
  await tellAll();
  await write(1);
  const policies = store.another();
  const { revision } = await policies.read();
  const far = { ...revision, number: 9_000_000_000, etag: '9000000000-0123456789abcdef' };
  const calls: unknown[] = [];
  const announced = createControlStoreAnnounced(store.bucket);
  const { value } = await announced.read();
  const counted: Policies = {
    ...policies,
    revisions: async (page) => {
      if (calls.push(page) > 40) throw new Error('too many calls');
      return policies.revisions(page);
    },
  };
  const untold = await findUntold(value, far, { policies: counted, limit: 20 });
  expect(untold.revisions.map(({ number }) => number)).toEqual([3]);
  const rest = await findUntold({ ...value, number: 3 }, far, { policies: counted, limit: 20 });
  expect(rest).toEqual({ revisions: [far], unreadable: [], hasMore: false });
});

test('what comes after numbers that there are none of is told oldest first, and none is left out', async () => {
  await write(2);
  await tellAll();
  const text = store.bucket.contents()['policy/policy.json'] ?? '';
  const document = JSON.parse(text);
  await store.putByHand({ ...document, revision: { ...document.revision, number: 400 } });
  await write(60);
  await tellAll();
  const last = numbersOf(told).slice(2);
  expect(last).toEqual(last.toSorted((a, b) => a - b));
  expect(new Set(last).size).toBeGreaterThanOrEqual(60);
  expect(last.at(-1)).toBe((await store.policies.read()).revision.number);
});

test('one that cannot be read below the last that was told takes the note no further back', async () => {
  await write(4);
  const keys = store.keys('policy/revisions/');
  await store.bucket.put(keys.at(-1) ?? '', new TextEncoder().encode('{'));
  await tellAll();
  await tellAll();
  expect(numbersOf(told)).toEqual([2, 3, 4]);
  expect(errors).toHaveLength(1);
});

test.each<[string, string]>([
  ['that is no JSON', '{'],
  ['of another form', '{"schema":9,"number":3,"etag":null}'],
])('a note %s is replaced, and everything is told again, the same', async (_title, text) => {
  await write(3);
  await tellAll();
  await store.bucket.put(ANNOUNCED_KEY, new TextEncoder().encode(text));
  await write(1);
  await tellAll();
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 2, 3, 1, 2, 3, 4]);
  expect(told.slice(0, 3)).toEqual(told.slice(3, 6));
  expect(errors).toEqual([{ reason: expect.stringContaining(ANNOUNCED_KEY) }]);
});

test('while the store is down it fails, and goes on when it is back', async () => {
  await write(2);
  store.bucket.failNext(1);
  await expect(tellOnce()).rejects.toThrow(StoreError);
  await tellAll();
  expect(numbersOf(told)).toEqual([1, 2]);
});

test('however often instances are killed, sinks fail and others write, every revision is told, one id at one time', async () => {
  const step = fc.oneof({ weight: 3, arbitrary: fc.constant('write' as const) }, fc.constant('by-hand' as const), {
    weight: 3,
    arbitrary: fc.constantFrom('accepted', 'unavailable', 'killed', 'refused', 'store-down', 'at-once'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.nat({ max: 5 })), { maxLength: 30 }), async (steps) => {
      store = startHistory();
      told = [];
      const seen = new Set<string>();
      for (const [index, [kind, position]] of steps.entries()) {
        if (kind === 'write') await addBinding(store.policies, `b${index}`);
        else if (kind === 'by-hand') await store.putByHand(withBindings(`hand${index}`));
        else if (kind === 'at-once') await Promise.allSettled([tellOnce(), tellOnce()]);
        else {
          if (kind === 'store-down') store.bucket.failNext(1, { operation: 'put', isApplied: position % 2 === 0 });
          let left = position;
          await tellOnce(() => (left-- === 0 && kind !== 'store-down' ? kind : 'accepted')).catch(() => undefined);
          // Where nothing was to be told, the fault still waits for a write.
          await store.bucket.put('drained', new Uint8Array()).catch(() => undefined);
        }
        const { revision } = await store.policies.read();
        if (kind === 'write' && revision.number > 0) seen.add(revision.etag);
      }
      await tellAll();
      const ids = new Set(told.map(({ id }) => id));
      expect([...seen].filter((etag) => !ids.has(etag))).toEqual([]);
      expect(new Set(told.map((event) => JSON.stringify(event))).size).toBe(ids.size);
    }),
    { numRuns: 60 },
  );
});
