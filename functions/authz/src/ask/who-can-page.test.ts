import type { WhoCanEntry } from '@wharfinger/policy';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { takeWhoCanPage } from './who-can-page.ts';
import type { WhoCanPlace } from './who-can-query.ts';

const entry = (rule: string, account: string): WhoCanEntry => ({
  rule,
  callers: { kind: 'account', account, labels: [] },
  conditions: {},
  isInForce: true,
});
const ENTRIES = [entry('a', '1'), entry('b', '2'), entry('b', '3'), entry('b', '4'), entry('d', '5')];

const accountsOn = (entries: readonly WhoCanEntry[], limit: number, after?: WhoCanPlace): unknown => {
  const page = takeWhoCanPage(entries, { limit, after });
  return [page.entries.map(({ callers }) => callers.account).join(''), page.next];
};

test.each<[number, WhoCanPlace | undefined, string, WhoCanPlace | undefined]>([
  [5, undefined, '12345', undefined],
  [9, undefined, '12345', undefined],
  [4, undefined, '1234', { rule: 'b', count: 3 }],
  [2, undefined, '12', { rule: 'b', count: 1 }],
  [1, { rule: 'b', count: 1 }, '3', { rule: 'b', count: 2 }],
  [2, { rule: 'b', count: 3 }, '5', undefined],
  [2, { rule: 'b', count: 9 }, '5', undefined],
  [2, { rule: 'c', count: 1 }, '5', undefined],
  [2, { rule: 'd', count: 1 }, '', undefined],
  [2, { rule: 'd', count: 9 }, '', undefined],
  [2, { rule: 'e', count: 1 }, '', undefined],
])('%i behind %j are %s, and the next page is behind %j', (limit, after, accounts, next) => {
  expect(accountsOn(ENTRIES, limit, after)).toEqual([accounts, next]);
});

test('the pages have every entry once', () => {
  const lists = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((rules) => rules.toSorted());
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 5 }), (rules, limit) => {
      const entries = rules.map((rule, index) => entry(rule, `n${index}`));
      const seen: WhoCanEntry[] = [];
      let after: WhoCanPlace | undefined;
      do {
        const page = takeWhoCanPage(entries, { limit, after });
        seen.push(...page.entries);
        after = page.next;
      } while (after !== undefined);
      expect(seen).toEqual(entries);
    }),
  );
});
