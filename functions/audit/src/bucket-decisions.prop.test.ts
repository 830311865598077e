import { createMemoryBucket } from '@wharfinger/fakes';
import { epochNanoseconds } from '@wharfinger/events';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { listDecisionObjects } from './bucket-decisions.ts';
import { recordName, recordsPrefix } from './record-key.ts';

const HOUR = Date.parse('2026-11-22T16:00:00Z');
const timeAt = (minute: number): string => new Date(HOUR + minute * 60_000).toISOString();

const account = fc.constantFrom(null, 'a', 'a-b', 'a.b', 'a0', 'ab', 'b', 'robot+ci');
const decision = fc.record({ account, minute: fc.integer({ min: 0, max: 20 }), id: fc.integer({ min: 0, max: 9 }) });

function keyOf({ account: name, minute, id }: { account: string | null; minute: number; id: number }): string {
  return `${recordsPrefix('local', { kind: 'account', account: name })}${recordName(timeAt(minute), String(id).padStart(32, '0'))}`;
}

test('page after page has every decision since the time, each once, and none that is older', async () => {
  const cases = fc.record({
    decisions: fc.array(decision, { maxLength: 60 }),
    since: fc.integer({ min: 0, max: 21 }),
    limit: fc.integer({ min: 1, max: 10 }),
    listedAtOnce: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ decisions, since, limit, listedAtOnce }) => {
      const others = [
        'audit/local/policy/0.json',
        'audit/local/repositories/a/_records/0.json',
        'audit/other/auth/anonymous/0',
      ];
      const objects = Object.fromEntries([...decisions.map(keyOf), ...others].map((key) => [key, '{}']));
      const bucket = createMemoryBucket({ objects });
      const list = (prefix: string, options = {}) => bucket.list(prefix, { ...options, limit: listedAtOnce });
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await listDecisionObjects({ list }, { site: 'local', since: timeAt(since), limit, after });
        expect(page.objects.length).toBeLessThanOrEqual(limit);
        found.push(...page.objects.map(({ key }) => key));
        ({ after } = page);
      } while (after !== undefined);
      const isWanted = ({ minute }: { minute: number }): boolean =>
        epochNanoseconds(timeAt(minute)) >= epochNanoseconds(timeAt(since));
      expect(found.toSorted()).toEqual([...new Set(decisions.filter(isWanted).map(keyOf))].toSorted());
    }),
  );
});

test('what somebody puts among the records hides none of them, and is listed as well', async () => {
  const records = [0, 5].map((minute) => keyOf({ account: 'a', minute, id: 0 }));
  const old = keyOf({ account: 'a', minute: -5, id: 0 });
  const name = old.slice(old.lastIndexOf('/') + 1);
  const stray = [
    'audit/local/auth/a',
    'audit/local/auth/zzz',
    `audit/local/auth/${name}`,
    `audit/local/auth/accounts/${name}`,
    `audit/local/auth/accounts/A/${name}`,
    `audit/local/auth/accounts/a/deep/${name}`,
    'audit/local/auth/accounts/a/zzz',
    'audit/local/auth/accounts/a/\u00e4',
    'audit/local/auth/anonymous/zzz',
  ];
  const bucket = createMemoryBucket({
    objects: Object.fromEntries([...records, old, ...stray].map((key) => [key, '{}'])),
  });
  for (const limit of [1, 2, 100]) {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await listDecisionObjects(bucket, { site: 'local', since: timeAt(0), limit, after });
      found.push(...page.objects.map(({ key }) => key));
      ({ after } = page);
    } while (after !== undefined);
    expect(found.toSorted()).toEqual([...records, ...stray].toSorted());
  }
});

test('old records of an account are not listed one after the other', async () => {
  const old = Array.from({ length: 20_000 }, (_, id) => keyOf({ account: 'a', minute: -1 - id, id: 0 }));
  const recent = [keyOf({ account: 'a', minute: 0, id: 0 }), keyOf({ account: 'b', minute: 0, id: 0 })];
  const bucket = createMemoryBucket({ objects: Object.fromEntries([...old, ...recent].map((key) => [key, '{}'])) });
  const page = await listDecisionObjects(bucket, { site: 'local', since: timeAt(0), limit: 100, after: undefined });
  expect(page.objects.map(({ key }) => key)).toEqual(recent);
  expect(bucket.calls).toHaveLength(2);
});

test('a page ends after so many calls, and goes on', async () => {
  const accounts = Array.from({ length: 120 }, (_, index) => `a${String(index).padStart(3, '0')}`);
  const keys = accounts.flatMap((name) => [-1, -2, -3].map((minute) => keyOf({ account: name, minute, id: 0 })));
  const bucket = createMemoryBucket({ objects: Object.fromEntries(keys.map((key) => [key, '{}'])) });
  const list = (prefix: string, options = {}) => bucket.list(prefix, { ...options, limit: 2 });
  const query = { site: 'local', since: timeAt(0), limit: 100 };
  const first = await listDecisionObjects({ list }, { ...query, after: undefined });
  expect([first.objects, bucket.calls.length]).toEqual([[], 50]);
  expect(first.after).toBeDefined();
});
