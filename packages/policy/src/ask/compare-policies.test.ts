import { compiled, decide, policyDocument, plainRequest } from '@wharfinger/fakes';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { COMPARISON_MAX_ACCOUNTS } from './compare-policies-accounts.ts';
import { createPeriods } from './compare-policies-periods.ts';
import { comparePolicies } from '../../test/compare-policies.ts';
import { COMPARISON_MAX_CHANGES, type ComparedRequest } from './compare-policies.ts';
import type { Binding, PolicyDocument } from '../policy-document.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const REQUEST: ComparedRequest = {
  account: 'alice',
  labels: {},
  address: '10.0.0.7',
  service: 'registry.example',
  scope: { type: 'repository', name: 'team/app', actions: ['pull', 'push'] },
  restrictions: null,
  at: NOW,
  count: 1,
};

function documentOf(bindings: Partial<Binding>[]): PolicyDocument {
  const subjects = [{ kind: 'everyone' as const }];
  const rules = bindings.map((one, index) => Object.assign({ id: `b${index}`, role: 'reader', subjects }, one));
  return { schema: 1, defaults: false, roles: {}, bindings: rules, denials: [] };
}

const READ = compiled(documentOf([{}]));
const WRITE = compiled(documentOf([{ role: 'writer' }]));
const NOTHING = compiled(documentOf([]));

const month = (number: number): Date => new Date(Date.UTC(2026, number - 1));
const askedAt = (time: string): ComparedRequest => ({ ...REQUEST, at: new Date(time) });

test('says what is gained and lost, by which rules, how often and for whom', () => {
  const draft = compiled({
    ...documentOf([{ id: 'c', role: 'own' }]),
    roles: { own: { permissions: [{ type: 'repository', name: '**', actions: ['push'] }] } },
  });
  const later = new Date('2026-06-02T00:00:00Z');
  expect(comparePolicies(READ, draft, [REQUEST, { ...REQUEST, at: later, count: 3 }])).toEqual({
    totals: { compared: 4, changed: 4, withGains: 4, withLosses: 4 },
    changes: [
      {
        account: 'alice',
        labels: {},
        address: '10.0.0.7',
        service: 'registry.example',
        scope: REQUEST.scope,
        restrictions: null,
        gained: ['push'],
        lost: ['pull'],
        before: { granted: ['pull'], rule: 'b0', reason: expect.stringContaining('pull granted by binding b0') },
        after: { granted: ['push'], rule: 'c', reason: expect.stringContaining('push granted by binding c') },
        count: 4,
        firstAt: '2026-06-01T00:00:00.000Z',
        lastAt: '2026-06-02T00:00:00.000Z',
      },
    ],
    areChangesTruncated: false,
    accounts: [{ account: 'alice', changed: 4, withGains: 4, withLosses: 4 }],
    areAccountsTruncated: false,
    tooCostly: 0,
  });
});

test('what is decided alike is counted, though another rule decides', () => {
  const draft = compiled(documentOf([{ id: 'other' }]));
  expect(comparePolicies(READ, draft, [{ ...REQUEST, count: 7 }])).toMatchObject({
    totals: { compared: 7, changed: 0 },
    changes: [],
    accounts: [],
  });
});

test.each<[string, Partial<ComparedRequest>]>([
  ['labels in another order', { labels: { b: ['2', '1', '1'], a: ['3'] } }],
  [
    'actions in another order',
    { labels: { a: ['3'], b: ['1', '2'] }, scope: { ...REQUEST.scope, actions: ['push', 'pull'] } },
  ],
  [
    'another time that no rule tells apart',
    { labels: { a: ['3'], b: ['1', '2'] }, at: new Date('2020-01-01T00:00:00Z') },
  ],
])('equal requests are one: %s', (_, change) => {
  const first = { ...REQUEST, labels: { a: ['3'], b: ['1', '2'] } };
  const { changes } = comparePolicies(READ, WRITE, [first, { ...first, ...change }]);
  expect(changes).toMatchObject([{ count: 2 }]);
});

test.each<[string, Partial<ComparedRequest>]>([
  ['account', { account: null }],
  ['label', { labels: { a: ['1'] } }],
  ['address', { address: null }],
  ['service', { service: 'other' }],
  ['name', { scope: { ...REQUEST.scope, name: 'team/other' } }],
  ['class', { scope: { ...REQUEST.scope, class: 'plugin' } }],
  ['actions', { scope: { ...REQUEST.scope, actions: ['push'] } }],
  ['restrictions', { restrictions: ['repository:**:*'] }],
])('requests of another %s are not', (_, change) => {
  const { changes, totals } = comparePolicies(READ, WRITE, [REQUEST, { ...REQUEST, ...change }]);
  expect(changes).toMatchObject([{ count: 1 }, { count: 1 }]);
  expect(totals).toEqual({ compared: 2, changed: 2, withGains: 2, withLosses: 0 });
});

test('the values of a label tell requests apart', () => {
  const requests = ['1', '2'].map((value): ComparedRequest => Object.assign({}, REQUEST, { labels: { a: [value] } }));
  expect(comparePolicies(READ, WRITE, requests).changes).toMatchObject([{ count: 1 }, { count: 1 }]);
});

test('who only loses gains nothing, and who only gains loses nothing', () => {
  expect(comparePolicies(WRITE, READ, [REQUEST])).toMatchObject({
    totals: { withGains: 0, withLosses: 1 },
    accounts: [{ account: 'alice', withGains: 0, withLosses: 1 }],
  });
  expect(comparePolicies(READ, WRITE, [REQUEST])).toMatchObject({
    totals: { withGains: 1, withLosses: 0 },
    accounts: [{ account: 'alice', withGains: 1, withLosses: 0 }],
  });
});

test.each([[['bob', '0', null, 'alice']], [[null, 'alice', '0', 'bob']]])(
  'of accounts with equally many changes the anonymous caller is first, and the others are by name: %j',
  (inTurn) => {
    const requests = inTurn.map((account): ComparedRequest => Object.assign({}, REQUEST, { account }));
    const { accounts } = comparePolicies(READ, WRITE, requests);
    expect(accounts.map(({ account }) => account)).toEqual([null, '0', 'alice', 'bob']);
  },
);

test('a request is decided at its own time', () => {
  const draft = compiled(
    documentOf([{ role: 'writer', notBefore: '2026-06-01T00:00:00Z', notAfter: '2026-06-02T00:00:00Z' }]),
  );
  const times = [
    '2026-05-31T23:59:59.999Z',
    '2026-06-01T00:00:00Z',
    '2026-06-02T00:00:00Z',
    '2026-06-02T00:00:00.001Z',
  ];
  const { changes } = comparePolicies(READ, draft, times.map(askedAt).toReversed());
  expect(changes.map(({ firstAt, lastAt, gained, lost }) => ({ firstAt, lastAt, gained, lost }))).toEqual([
    { firstAt: '2026-06-01T00:00:00.000Z', lastAt: '2026-06-02T00:00:00.000Z', gained: ['push'], lost: [] },
    { firstAt: '2026-05-31T23:59:59.999Z', lastAt: '2026-05-31T23:59:59.999Z', gained: [], lost: ['pull'] },
    { firstAt: '2026-06-02T00:00:00.001Z', lastAt: '2026-06-02T00:00:00.001Z', gained: [], lost: ['pull'] },
  ]);
});

test('the restrictions of the credential hold under both', () => {
  const restricted = { ...REQUEST, restrictions: ['repository:team/*:pull'] };
  expect(comparePolicies(READ, WRITE, [restricted]).totals.changed).toBe(0);
  expect(comparePolicies(NOTHING, WRITE, [restricted]).changes).toMatchObject([{ gained: ['pull'] }]);
});

test('an address that is none is an unknown one', () => {
  const draft = compiled(documentOf([{ cidrs: ['0.0.0.0/0'] }]));
  expect(comparePolicies(READ, draft, [{ ...REQUEST, address: 'nowhere' }]).changes).toMatchObject([
    { lost: ['pull'] },
  ]);
  expect(comparePolicies(READ, draft, [REQUEST]).changes).toEqual([]);
});

test('the list is bounded, the most frequent first, and the totals have all', () => {
  const requests = Array.from({ length: 12_000 }, (_, index) => ({
    ...REQUEST,
    account: `a${index}`,
    count: index === 5000 ? 9 : 1,
  }));
  const { changes, accounts, totals, ...rest } = comparePolicies(READ, WRITE, requests);
  expect(totals).toEqual({ compared: 12_008, changed: 12_008, withGains: 12_008, withLosses: 0 });
  expect(changes).toHaveLength(COMPARISON_MAX_CHANGES);
  expect(changes[0]).toMatchObject({ account: 'a5000', count: 9 });
  expect(accounts).toHaveLength(COMPARISON_MAX_ACCOUNTS);
  expect(accounts.slice(0, 2)).toMatchObject([{ account: 'a5000', changed: 9 }, { account: 'a0' }]);
  expect(rest).toEqual({ areChangesTruncated: true, areAccountsTruncated: true, tooCostly: 0 });
});

test('of 10,000 changes of as many accounts the most frequent are found; the next is in the totals alone', () => {
  const frequencies = new Map([
    [9999, 8],
    [10_000, 9],
  ]);
  const requests = Array.from({ length: 10_001 }, (_, index) => ({
    ...REQUEST,
    account: `a${index}`,
    count: frequencies.get(index) ?? 1,
  }));
  const { changes, accounts, totals } = comparePolicies(READ, WRITE, requests);
  expect(totals.changed).toBe(10_016);
  expect(changes.slice(0, 2)).toMatchObject([{ account: 'a9999', count: 8 }, { count: 1 }]);
  expect(accounts.slice(0, 2)).toMatchObject([{ account: 'a9999', changed: 8 }, { changed: 1 }]);
});

test.each([
  [COMPARISON_MAX_CHANGES, false],
  [COMPARISON_MAX_CHANGES + 1, true],
])('of %i changes it is said whether some are not listed: %s', (count, isTruncated) => {
  const requests = Array.from({ length: count }, (_, index) => ({ ...REQUEST, account: `a${index}` }));
  const { areChangesTruncated, areAccountsTruncated } = comparePolicies(READ, WRITE, requests);
  expect([areChangesTruncated, areAccountsTruncated]).toEqual([isTruncated, isTruncated]);
});

test('many different requests are decided right, though few decisions are remembered', () => {
  const requests = Array.from({ length: 25_000 }, (_, index) => ({ ...REQUEST, service: `s${index % 24_000}` }));
  expect(comparePolicies(READ, WRITE, requests).totals).toMatchObject({ compared: 25_000, changed: 25_000 });
});

test('a decision that takes too much work is counted by itself', () => {
  const permissions = Array.from({ length: 8000 }, (_, index) => ({
    type: 'repository',
    name: `**/*a*${'a*'.repeat(20)}${index}*/**/*a*`,
    actions: ['pull'],
  }));
  const costly = compiled({
    ...documentOf([]),
    denials: Array.from({ length: 40 }, (_, index) => ({
      id: `d${index}`,
      subjects: [{ kind: 'everyone' as const }],
      permissions: permissions.slice(index * 200, (index + 1) * 200),
    })),
  });
  const name = `alice${'/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.repeat(5)}`;
  const request = { ...REQUEST, scope: { ...REQUEST.scope, name }, count: 2 };
  expect(comparePolicies(READ, costly, [request])).toMatchObject({ totals: { compared: 0 }, tooCostly: 2 });
});

test('what is gained and lost is the difference of the decisions, and periods tell no two apart', () => {
  const arbitrary = fc.tuple(policyDocument, policyDocument, fc.array(plainRequest, { minLength: 1, maxLength: 6 }));
  fc.assert(
    fc.property(arbitrary, ([before, after, plain]) => {
      const requests = plain.map(({ type, name, now, ...rest }) =>
        Object.assign(rest, { scope: { type, name, actions: ['*'] }, restrictions: null, at: new Date(now), count: 1 }),
      );
      const { totals, changes } = comparePolicies(compiled(before), compiled(after), requests);
      const changed = plain.filter((one) => {
        const [was, is] = [decide(before, one, ['*']).granted, decide(after, one, ['*']).granted];
        return was.join(',') !== is.join(',');
      });
      expect(totals).toMatchObject({ compared: plain.length, changed: changed.length });
      expect(changes.reduce((sum, { count }) => sum + count, 0)).toBe(changed.length);
      for (const { gained, lost, before: was, after: is } of changes) {
        expect(new Set([...was.granted, ...gained])).toEqual(new Set([...is.granted, ...lost]));
        expect(gained.length + lost.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
});

test('without times there is one period', () => {
  const periodOf = createPeriods([READ, WRITE]);
  expect([new Date(0), NOW].map(periodOf)).toEqual([0, 0]);
});

test('a period begins with a rule and behind its end, in whatever order the rules stand', () => {
  const from = (number: number) => ({ notBefore: month(number).toISOString() });
  const ends = { notAfter: new Date(month(4).getTime() - 1).toISOString() };
  const periodOf = createPeriods([
    compiled(documentOf([from(9), from(3), from(11)])),
    compiled(documentOf([from(7), ends, from(5)])),
  ]);
  const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  expect(months.map((number) => periodOf(month(number)))).toEqual([0, 0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
});
