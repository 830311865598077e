import { compiled } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { describeCondition } from './explain-condition.ts';
import type { ConditionName } from './near-conditions.ts';
import type { Binding } from '../policy-document.ts';

const CALLER = { account: 'alice', labels: new Map(), address: null, service: 'registry.example' };

const OWN = {
  permissions: [
    { type: 'audit', name: '**', actions: ['read'] },
    { type: 'repository', name: '**', actions: ['push'] },
    { type: 'repository', name: 'team/**', actions: ['push', 'pull'] },
  ],
};

function describeOne(binding: Partial<Binding>, condition: ConditionName): string | undefined {
  const { bindings } = compiled({
    schema: 1,
    defaults: false,
    roles: { own: OWN },
    bindings: [{ id: 'all', role: 'reader', subjects: [{ kind: 'everyone' }], ...binding }],
    denials: [],
  });
  const context = { caller: CALLER, name: 'team/app', type: 'repository' };
  const [rule] = bindings;
  return rule && describeCondition(condition, { rule, failed: [condition], values: [] }, context);
}

test.each<[ConditionName, string]>([
  ['subjects', 'is for everyone'],
  ['services', 'is for the service , not registry.example'],
  ['cidrs', 'is for , the address is not known'],
])('a rule without %s is described too', (condition, expected) => {
  expect(describeOne({}, condition)).toBe(expected);
});

test('a list in a sentence names five, and counts those beyond', () => {
  const accounts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const describeFirst = (count: number) =>
    describeOne({ subjects: accounts.slice(0, count).map((account) => ({ kind: 'account', account })) }, 'subjects');
  expect(describeFirst(5)).toBe('is for account a, account b, account c, account d, account e');
  expect(describeFirst(7)).toBe('is for account a, account b, account c, account d, account e and 2 more');
});

test('the actions that a rule speaks of instead are those of the type, each once, in order', () => {
  expect(describeOne({ role: 'own' }, 'actions')).toBe('speaks of team/app, but of pull, push alone');
});
