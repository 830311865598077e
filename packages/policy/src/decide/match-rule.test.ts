import type { Scope } from '@wharfinger/token';
import { describe, expect, test } from 'vitest';

import { compiled } from '@wharfinger/fakes';
import type { CompiledRule } from './compile-rules.ts';
import { parseAddress } from './ip-network.ts';
import { type Caller, costOfRule, coversAction, createNameMatcher, isRuleInForce } from './match-rule.ts';
import { createStepBudget } from './step-budget.ts';
import type { Binding, Conditions, Denial, PolicySubject } from '../policy-document.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const EVERYONE: PolicySubject[] = [{ kind: 'everyone' }];

function caller(change: Partial<Caller> = {}): Caller {
  return {
    account: 'alice',
    labels: new Map([['groups', new Set(['dev'])]]),
    address: null,
    service: 'registry.example',
    ...change,
  };
}

function bindingRule(change: Partial<Binding>): CompiledRule {
  const binding: Binding = { id: 'b', role: 'writer', subjects: EVERYONE, ...change };
  const [rule] = compiled({ schema: 1, defaults: false, roles: {}, bindings: [binding], denials: [] }).bindings;
  if (rule === undefined) throw new Error('no rule');
  return rule;
}

function denialRule(change: Partial<Denial>): CompiledRule {
  const permissions = [{ type: 'repository', name: '**', actions: ['*'] }];
  const denial: Denial = { id: 'd', subjects: EVERYONE, permissions, ...change };
  const [rule] = compiled({ schema: 1, defaults: false, roles: {}, bindings: [], denials: [denial] }).denials;
  if (rule === undefined) throw new Error('no rule');
  return rule;
}

function covers(rule: CompiledRule, scope: Scope, action: string): boolean {
  return coversAction(rule, scope, action, createNameMatcher(scope.name, caller(), createStepBudget(Infinity)));
}

describe('subjects', () => {
  test.each<[PolicySubject, Partial<Caller>, boolean]>([
    [{ kind: 'everyone' }, { account: null }, true],
    [{ kind: 'signed-in' }, {}, true],
    [{ kind: 'signed-in' }, { account: null }, false],
    [{ kind: 'account', account: 'alice' }, {}, true],
    [{ kind: 'account', account: 'alice' }, { account: 'alice2' }, false],
    [{ kind: 'account', account: 'alice' }, { account: null }, false],
    [{ kind: 'label', key: 'groups', value: 'dev' }, {}, true],
    [{ kind: 'label', key: 'groups', value: 'de' }, {}, false],
    [{ kind: 'label', key: 'team', value: 'dev' }, {}, false],
    [{ kind: 'label', key: 'groups', value: 'dev' }, { labels: new Map() }, false],
  ])('%o is for the caller %o: %s', (subject, change, expected) => {
    expect(isRuleInForce(bindingRule({ subjects: [subject] }), caller(change), NOW)).toBe(expected);
  });

  test('one of several is enough', () => {
    const subjects: PolicySubject[] = [{ kind: 'account', account: 'bob' }, { kind: 'signed-in' }];
    expect(isRuleInForce(bindingRule({ subjects }), caller(), NOW)).toBe(true);
  });
});

describe('conditions', () => {
  test.each<[Conditions, boolean]>([
    [{ notBefore: '2026-06-01T00:00:00Z' }, true],
    [{ notBefore: '2026-06-01T00:00:00.001Z' }, false],
    [{ notAfter: '2026-06-01T00:00:00Z' }, true],
    [{ notAfter: '2026-05-31T23:59:59.999Z' }, false],
    [{ notBefore: '2026-06-01T02:00:00+02:00', notAfter: '2026-06-01T02:00:00+02:00' }, true],
    [{ services: ['wharfinger', 'registry.example'] }, true],
    [{ services: ['wharfinger'] }, false],
    [{ cidrs: ['192.0.2.0/24', '10.0.0.0/8'] }, true],
    [{ cidrs: ['192.0.2.0/24'] }, false],
    [{ cidrs: ['10.0.0.0/8'], services: ['wharfinger'] }, false],
  ])('with %o a rule holds: %s', (conditions, expected) => {
    const address = parseAddress('10.0.0.7');
    if (address.kind === 'invalid') throw new Error(address.reason);
    const from = caller({ address: address.value });
    expect(isRuleInForce(bindingRule(conditions), from, NOW)).toBe(expected);
    expect(isRuleInForce(denialRule(conditions), from, NOW)).toBe(expected);
  });

  test('an unknown address is in no network of a binding and in every network of a denial', () => {
    const conditions = { cidrs: ['0.0.0.0/0'] };
    expect(isRuleInForce(bindingRule(conditions), caller(), NOW)).toBe(false);
    expect(isRuleInForce(denialRule(conditions), caller(), NOW)).toBe(true);
  });
});

describe('permissions', () => {
  const scope = { type: 'repository', name: 'team/app', actions: [] };
  test.each<[string, Partial<Binding>, string, boolean]>([
    ['the role gives the action', {}, 'push', true],
    ['it does not', {}, 'delete', false],
    ['a name matches', { names: ['other/*', 'team/*'] }, 'push', true],
    ['no name matches', { names: ['other/*'] }, 'push', false],
    ['a variable stands for the caller', { names: ['${labels.groups}/**'] }, 'push', false],
  ])('%s: %o on %s', (_, change, action, expected) => {
    expect(covers(bindingRule(change), scope, action)).toBe(expected);
  });

  test('a permission is for its type and names alone', () => {
    const rule = denialRule({ permissions: [{ type: 'repository', name: 'team/*', actions: ['pull'] }] });
    expect(covers(rule, scope, 'pull')).toBe(true);
    expect(covers(rule, { ...scope, name: 'other/app' }, 'pull')).toBe(false);
    expect(covers(rule, { ...scope, type: 'policy' }, 'pull')).toBe(false);
    expect(covers(rule, scope, 'push')).toBe(false);
  });
});

test('a pattern is matched once for a name, however often it is asked for, and not at all without a budget', () => {
  const [permission] = bindingRule({ role: 'reader' }).permissions;
  if (permission === undefined) throw new Error('no permission');
  const spent: number[] = [];
  const budget = { spend: (steps: number) => spent.push(steps), isExhausted: () => false };
  const matches = createNameMatcher('team/app', caller(), budget);
  expect([matches(permission.name), matches(permission.name)]).toEqual([true, true]);
  expect(spent).toEqual([1, expect.any(Number), 1]);
  expect(createNameMatcher('team/app', caller(), createStepBudget(0))(permission.name)).toBe(false);
});

test('a match costs the length of the name and the steps of the pattern, and a name that begins otherwise nothing', () => {
  const [team] = bindingRule({ names: ['team/*'] }).names ?? [];
  if (team === undefined) throw new Error('no pattern');
  const costOf = (name: string): number[] => {
    const spent: number[] = [];
    const budget = { spend: (steps: number) => spent.push(steps), isExhausted: () => false };
    createNameMatcher(name, caller(), budget)(team);
    return spent;
  };
  // Beside the look itself: 8 characters, 4 of them compared with `team`, and 4 places where `*` may end.
  expect(costOf('team/app')).toEqual([1, 8 + 4 + 4]);
  expect(costOf('app/team/')).toEqual([1]);
});

test.each<[Partial<Binding>, number]>([
  [{}, 3],
  [{ subjects: [{ kind: 'signed-in' }, { kind: 'account', account: 'ci' }] }, 4],
  [{ role: 'administrator' }, 8],
  [{ cidrs: ['10.0.0.0/8', '2001:db8::/32'] }, 5],
])(
  'a look at a rule with %o takes %i steps: one, and one for each subject, permission and network',
  (change, steps) => {
    expect(costOfRule(bindingRule(change))).toBe(steps);
  },
);
