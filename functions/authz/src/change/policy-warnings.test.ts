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
const ended = { ...of('ended', 'u1'), notAfter: '2020-01-01T00:00:00Z' };

test('of a large policy the first rules are looked at, and it says so', () => {
  const { warnings, areWarningsComplete } = policyWarnings({ ...DEFAULT_POLICY, bindings: [ended, ...many] }, context);
  expect(warnings).toMatchObject([{ rule: 'ended', kind: 'ended', path: expect.stringMatching(/^\$\.bindings\[0\]/) }]);
  expect(areWarningsComplete).toBe(false);
});

test.each([
  ['small', 5],
  ['large', 6000],
])('one rule of a %s policy is held against all that may cover it, wherever they stand', (_title, length) => {
  const bindings = [...many.slice(0, length), of('z-last', 'u3')];
  const { warnings, areWarningsComplete } = ruleWarnings(BINDINGS, { ...DEFAULT_POLICY, bindings }, 'z-last', context);
  expect(warnings).toMatchObject([{ rule: 'z-last', kind: 'shadowed', path: '$' }]);
  expect(areWarningsComplete).toBe(true);
});

test('a rule that is gone has none', () => {
  expect(ruleWarnings(BINDINGS, DEFAULT_POLICY, 'gone', context)).toEqual({ warnings: [], areWarningsComplete: true });
});
