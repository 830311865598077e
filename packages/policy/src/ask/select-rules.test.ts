import { describe, expect, test } from 'vitest';

import { BUILT_IN_ROLES, DEFAULT_POLICY } from '../default-policy.ts';
import type { Binding, Denial, PolicyDocument } from '../policy-document.ts';
import type { Effect } from './select-effect.ts';
import { createStepBudget } from '../decide/step-budget.ts';
import {
  type BindingFilter,
  type RoleFilter,
  type RuleFilter,
  selectBindings,
  selectDenials,
  selectRoles,
} from './select-rules.ts';

const EVERYONE = [{ kind: 'everyone' as const }];
const DEV = { kind: 'label' as const, key: 'groups', value: 'dev' };
const ALICE = { kind: 'account' as const, account: 'alice' };

const bindings: Binding[] = [
  { id: 'team-writers', role: 'writer', subjects: [DEV], names: ['other/*', 'team/**'] },
  { id: 'all-readers', role: 'reader', subjects: EVERYONE },
  { id: 'alice-own', role: 'maintainer', subjects: [ALICE], names: ['${account}/**'] },
  { id: 'labelled', role: 'writer', subjects: [{ kind: 'signed-in' }, ALICE], names: ['${labels.team}/app'] },
  { id: 'auditors', role: 'auditor', subjects: [{ kind: 'account', account: 'bob' }] },
  { id: 'twins', role: 'writer', subjects: EVERYONE, names: ['${account}/${account}'] },
];
const denials: Denial[] = [
  { id: 'no-push', subjects: [DEV], permissions: [{ type: 'repository', name: 'team/app', actions: ['push'] }] },
  { id: 'no-delete', subjects: EVERYONE, permissions: [{ type: 'repository', name: '**', actions: ['delete'] }] },
];
const policy: PolicyDocument = {
  schema: 1,
  defaults: true,
  roles: {
    auditor: { permissions: [{ type: 'audit', name: 'default', actions: ['read'] }] },
    own: { permissions: [{ type: 'repository', name: '${account}/*', actions: ['*'] }] },
  },
  bindings,
  denials,
};

const plenty = createStepBudget(Infinity);

function ids(filter: BindingFilter, document: PolicyDocument = policy): string[] {
  return selectBindings(document, filter, plenty).map(({ binding }) => binding.id);
}

/** Of the document alone. */
function ownIds(filter: BindingFilter): string[] {
  return ids(filter, { ...policy, defaults: false });
}

test('without a filter all bindings are listed by id; the default ones where they hold, and they say so', () => {
  expect(ownIds({})).toEqual(['alice-own', 'all-readers', 'auditors', 'labelled', 'team-writers', 'twins']);
  const defaults = selectBindings(policy, {}, plenty).filter(({ isDefault }) => isDefault);
  expect(defaults.map(({ binding }) => binding.id)).toEqual([
    'default:administrators',
    'default:own-namespace',
    'default:public-pull',
    'default:public-push',
  ]);
  expect(selectBindings({ ...policy, defaults: false, bindings: bindings.slice(0, 1) }, {}, plenty)).toEqual([
    { binding: bindings[0], isDefault: false },
  ]);
  expect(ids({}, { ...DEFAULT_POLICY, defaults: false })).toEqual([]);
});

test.each<{ filter: BindingFilter; expected: string[] }>([
  { filter: { account: 'alice' }, expected: ['alice-own', 'labelled'] },
  { filter: { account: 'bob' }, expected: ['auditors'] },
  { filter: { label: { key: 'groups', value: 'dev' } }, expected: ['team-writers'] },
  { filter: { label: { key: 'groups', value: 'ops' } }, expected: [] },
  { filter: { label: { key: 'team', value: 'dev' } }, expected: [] },
  { filter: { subject: 'everyone' }, expected: ['all-readers', 'twins'] },
  { filter: { subject: 'signed-in', account: 'alice' }, expected: ['labelled'] },
  { filter: { role: 'writer' }, expected: ['labelled', 'team-writers', 'twins'] },
  { filter: { role: 'writer', subject: 'label' }, expected: ['team-writers'] },
  { filter: { role: 'reader', subject: 'label' }, expected: [] },
])('$filter lists $expected', ({ filter, expected }) => {
  expect(ownIds(filter)).toEqual(expected);
});

test.each<{ rule: string; effect: Effect; expected: string[] }>([
  {
    rule: 'gives anyone push on team/app',
    effect: { type: 'repository', name: 'team/app', action: 'push' },
    expected: ['default:administrators', 'default:own-namespace', 'labelled', 'team-writers'],
  },
  {
    rule: 'gives anyone pull there',
    effect: { type: 'repository', name: 'team/app', action: 'pull' },
    expected: ['all-readers', 'default:administrators', 'default:own-namespace', 'labelled', 'team-writers'],
  },
  {
    rule: 'gives alice’s own names to alice alone',
    effect: { type: 'repository', name: 'alice/deep/app', action: 'delete' },
    expected: ['alice-own', 'default:administrators', 'default:own-namespace'],
  },
  {
    rule: 'takes one value for one variable',
    effect: { type: 'repository', name: 'bob/bob', action: 'push' },
    expected: ['default:administrators', 'default:own-namespace', 'twins'],
  },
  {
    rule: 'knows what no account is called',
    effect: { type: 'repository', name: 'public/public', action: 'push' },
    expected: ['default:administrators', 'default:public-push'],
  },
  {
    rule: 'gives anything on a name',
    effect: { type: 'audit', name: 'default' },
    expected: ['auditors', 'default:administrators'],
  },
  {
    rule: 'gives an action on any name',
    effect: { type: 'repository', action: 'delete' },
    expected: ['alice-own', 'default:administrators', 'default:own-namespace'],
  },
  {
    rule: 'gives what needs every action',
    effect: { type: 'registry', action: '*' },
    expected: ['default:administrators'],
  },
  {
    rule: 'gives an action that the type doesn’t have',
    effect: { type: 'audit', action: 'push' },
    expected: ['default:administrators'],
  },
  { rule: 'gives what is no name', effect: { type: 'repository', name: 'Team/App' }, expected: [] },
  { rule: 'gives what is no type', effect: { type: 'none' }, expected: [] },
])('lists every binding that $rule', ({ effect, expected }) => {
  expect(ids({ effect })).toEqual(expected);
});

test('names that no permission of the role meets give nothing', () => {
  const never: Binding = { id: 'never', role: 'own', subjects: EVERYONE, names: ['x'] };
  const effect = { type: 'repository', action: 'pull' };
  const own = { ...policy, defaults: false };
  expect(ids({ effect }, { ...own, bindings: [never] })).toEqual([]);
  expect(ids({ effect }, { ...own, bindings: [{ ...never, names: ['x/y'] }] })).toEqual(['never']);
  expect(ids({ effect }, { ...own, bindings: [{ ...never, names: ['x', 'x/y'] }] })).toEqual(['never']);
});

test('the account of the role and of the names is one', () => {
  const binding: Binding = { id: 'both', role: 'own', subjects: EVERYONE, names: ['*/${account}', 'x/*'] };
  const document = { ...policy, defaults: false, bindings: [binding] };
  const on = (name: string) => ids({ effect: { type: 'repository', name, action: 'pull' } }, document);
  expect(on('bob/bob')).toEqual(['both']);
  expect(on('bob/alice')).toEqual([]);
  expect(on('x/alice')).toEqual(['both']);
});

test('a pattern that is too much work to solve might give it', () => {
  const heavy = '${labels.a}${labels.b}${labels.c}${labels.d}${labels.e}';
  const document = {
    ...policy,
    defaults: false,
    bindings: [{ id: 'heavy', role: 'reader', subjects: EVERYONE, names: [heavy] }],
  };
  const effect = { type: 'repository', name: 'a'.repeat(200), action: 'pull' };
  expect(ids({ effect }, document)).toEqual(['heavy']);
});

test('what can’t be read gives nothing', () => {
  const broken = { id: 'broken', role: 'none', subjects: EVERYONE };
  const document = {
    ...policy,
    defaults: false,
    bindings: [broken, { ...broken, id: 'bad', role: 'reader', names: ['a/**b'] }],
  };
  expect(ids({ effect: { type: 'repository', name: 'a/b' } }, document)).toEqual([]);
  expect(ids({ effect: { type: 'repository' } }, document)).toEqual([]);
});

function denialIds(filter: RuleFilter): string[] {
  return selectDenials(policy, filter, plenty).map(({ id }) => id);
}

function roleNames(filter: RoleFilter): string[] {
  return selectRoles(policy, filter, plenty).map(({ name }) => name);
}

test('denials are listed by id, by subject and by what they take away', () => {
  expect(denialIds({})).toEqual(['no-delete', 'no-push']);
  expect(denialIds({ subject: 'everyone' })).toEqual(['no-delete']);
  expect(denialIds({ effect: { type: 'repository', name: 'team/app', action: 'push' } })).toEqual(['no-push']);
  expect(denialIds({ effect: { type: 'repository', name: 'team/api', action: 'push' } })).toEqual([]);
  expect(denialIds({ subject: 'label', effect: { type: 'repository' } })).toEqual(['no-push']);
});

test('roles are listed by name and by what they permit, the built-in ones too', () => {
  expect(roleNames({})).toEqual(['administrator', 'auditor', 'maintainer', 'own', 'reader', 'writer']);
  expect(roleNames({ effect: { type: 'audit' } })).toEqual(['administrator', 'auditor']);
  expect(roleNames({ effect: { type: 'repository', name: 'a/b', action: 'delete' } })).toEqual([
    'administrator',
    'maintainer',
    'own',
  ]);
  expect(roleNames({ effect: { type: 'repository', name: 'a', action: 'delete' } })).toEqual([
    'administrator',
    'maintainer',
  ]);
  const selected = selectRoles(policy, {}, plenty);
  expect(selected).toContainEqual({ name: 'reader', role: BUILT_IN_ROLES['reader'], isBuiltIn: true });
  expect(selected).toContainEqual({ name: 'own', role: policy.roles['own'], isBuiltIn: false });
});

const heavy = (index: number): string => `**/*${'a*'.repeat(20)}${index}x`;

describe('what a list takes', () => {
  const many = Array.from({ length: 300 }, (_, index) => heavy(index));
  const document: PolicyDocument = {
    ...policy,
    defaults: false,
    roles: {
      heavy: { permissions: many.slice(0, 200).map((name) => ({ type: 'repository', name, actions: ['pull'] })) },
    },
    bindings: many.map((name, index) => ({ id: `b${index}`, role: 'heavy', subjects: EVERYONE, names: [name] })),
  };

  test.each<Effect>([{ type: 'repository', name: `${'a'.repeat(100)}/${'a'.repeat(100)}y` }, { type: 'repository' }])(
    'is limited: $name',
    (effect) => {
      const spent: number[] = [];
      let left = 100_000;
      const budget = {
        spend: (steps: number) => {
          left -= steps;
          spent.push(steps);
        },
        isExhausted: () => left < 0,
      };
      selectBindings(document, { effect }, budget);
      expect(budget.isExhausted()).toBe(true);
      // Each binding and each of its names may cost a look, and one list of permissions more than there was.
      expect(spent.length).toBeLessThan(20_000);
    },
  );

  test('grows with the bindings, not with the permissions of their role', () => {
    const budget = createStepBudget(100_000);
    const permissions = Array.from({ length: 200 }, (_, index) => ({
      type: 'repository',
      name: `a${index}`,
      actions: ['pull'],
    }));
    const bindings = Array.from({ length: 10_000 }, (_, index) => ({
      id: `b${index}`,
      role: 'large',
      subjects: EVERYONE,
    }));
    const large = { ...policy, roles: { large: { permissions } }, bindings };
    expect(selectBindings(large, { effect: { type: 'repository', name: 'a7' } }, budget).length).toBeGreaterThan(
      10_000,
    );
    expect(budget.isExhausted()).toBe(false);
  });
});
