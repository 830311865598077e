import { type Binding, DEFAULT_POLICY } from '@wharfinger/policy';
import { expect, test } from 'vitest';

import { policyWarnings, ruleWarnings } from './policy-warnings.ts';
import { BINDINGS } from './rule-set.ts';

const context = { now: new Date('2026-06-01T00:00:00Z'), services: null };
const of = (id: string, account: string): Binding => ({
  id,
  role: 'reader',
  subjects: [{ kind: 'account', account }],
  names: ['team/**'],
});
const many = Array.from({ length: 6000 }, (_, index) => of(`b${index}`, `u${index}`));
const pause = (): Promise<void> => Promise.resolve();
const ended = { ...of('ended', 'u1'), notAfter: '2020-01-01T00:00:00Z' };

const heavy = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `**/${'*a*/'.repeat(20)}x${from + index}`);

test('of a large policy the first rules are looked at, and it says so', async () => {
  const { warnings, areWarningsComplete } = await policyWarnings(
    { ...DEFAULT_POLICY, bindings: [ended, ...many] },
    context,
    pause,
  );
  expect(warnings).toMatchObject([{ rule: 'ended', kind: 'ended', path: expect.stringMatching(/^\$\.bindings\[0\]/) }]);
  expect(areWarningsComplete).toBe(false);
});

test.each([
  ['small', 5],
  ['large', 6000],
])('one rule of a %s policy is held against all that may cover it, wherever they stand', async (_title, length) => {
  const bindings = [...many.slice(0, length), of('z-last', 'u3')];
  const { warnings, areWarningsComplete } = await ruleWarnings(
    BINDINGS,
    { ...DEFAULT_POLICY, bindings },
    'z-last',
    context,
    pause,
  );
  expect(warnings).toMatchObject([{ rule: 'z-last', kind: 'shadowed', path: '$' }]);
  expect(areWarningsComplete).toBe(true);
});

test('a rule that is gone has none', async () => {
  const none = { warnings: [], areWarningsComplete: true };
  expect(await ruleWarnings(BINDINGS, DEFAULT_POLICY, 'gone', context, pause)).toEqual(none);
});

test.each([
  ['is', 10, ['lone']],
  ['of a large policy may be, and is not', 6000, []],
])('a role that no binding gives %s told of', async (_title, length, expected) => {
  const roles = { lone: { permissions: [{ type: 'repository', name: '**', actions: ['pull'] }] } };
  const document = { ...DEFAULT_POLICY, roles, bindings: many.slice(0, length) };
  const { warnings } = await policyWarnings(document, context, pause);
  expect(warnings.map(({ rule }) => rule)).toEqual(expected);
});

test('patterns that take long to compare are compared in turns, and not without end', async () => {
  const permissions = heavy(0, 200).map((name) => ({ type: 'repository', name, actions: ['pull'] }));
  const bindings = many.slice(0, 1000).map((rule) => Object.assign({}, rule, { role: 'r', names: heavy(1000, 100) }));
  const startUs = process.cpuUsage().user;
  let beforeUs = startUs;
  const turnsUs: number[] = [];
  const measure = (): Promise<void> => {
    turnsUs.push(process.cpuUsage().user - beforeUs);
    beforeUs = process.cpuUsage().user;
    return Promise.resolve();
  };
  const found = await policyWarnings({ ...DEFAULT_POLICY, roles: { r: { permissions } }, bindings }, context, measure);
  expect(found).toEqual({ warnings: [], areWarningsComplete: false });
  expect(turnsUs.length).toBeGreaterThan(100);
  expect(Math.max(...turnsUs)).toBeLessThan(300_000);
  expect(process.cpuUsage().user - startUs).toBeLessThan(10e6);
});
