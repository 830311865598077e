import { compiled } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import type { CompiledPolicy } from './compile-policy.ts';
import { decideGrant, type Grant } from './decide-grant.ts';
import type { Caller } from './match-rule.ts';
import type { Binding, Denial, PolicyDocument, PolicySubject } from '../policy-document.ts';

const EVERYONE: PolicySubject[] = [{ kind: 'everyone' }];
const EMPTY: PolicyDocument = { schema: 1, defaults: true, roles: {}, bindings: [], denials: [] };
const labels = (key: string, ...values: string[]): Caller['labels'] => new Map([[key, new Set(values)]]);
const CALLER: Caller = { account: 'user-7', labels: labels('team', 't7', 'x'), address: null, service: 'registry' };

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function weigh(document: PolicyDocument, name: string, caller: Caller = CALLER): { grant: Grant; steps: number } {
  let steps = 0;
  const budget = {
    spend: (count: number) => {
      steps += count;
    },
    isExhausted: () => false,
  };
  const scope = { type: 'repository', name, actions: ['pull', 'push'] };
  const grant = decideGrant(compiled(document), { caller, scope, restrictions: null }, new Date(0), budget);
  return { grant, steps };
}

/** How many rules and lists the index by name holds. */
function countEntries({ bindingIndex }: CompiledPolicy): number {
  const seen = new Set<unknown>();
  const count = (node: typeof bindingIndex.byName.root): number => {
    const { own = new Map(), shared = [] } = node.value ?? {};
    const groups = [own, ...shared.filter((group) => seen.size < seen.add(group).size)];
    const rules = groups.flatMap((group) => [...group.values()].flat()).length;
    const children = [...(node.literals?.values() ?? []), ...(node.open?.values() ?? []), node.anyDepth ?? []].flat();
    return children.reduce((sum, child) => sum + count(child), rules + shared.length);
  };
  return count(bindingIndex.byName.root);
}

const bind = (index: number, rule: Omit<Binding, 'id'>): Binding => ({ id: `b${index}`, ...rule });
const permission = (name: string) => ({ type: 'repository', name, actions: ['pull', 'push'] });

const denial = (index: number): Denial => ({
  id: `d${index}`,
  subjects: EVERYONE,
  permissions: [permission(`t${index}/**`)],
});

/** Each account has five. */
const fiveEach = (i: number): Binding =>
  bind(i, {
    role: 'writer',
    subjects: [{ kind: 'account', account: `user-${Math.trunc(i / 5)}` }],
    names: [`n${i}/**`, 'shared/**'],
  });

const team = (value: string, name: string) => (index: number) =>
  bind(index, { role: 'writer', subjects: [{ kind: 'label', key: 'team', value }], names: [name] });

const labelled = (key: string, value: string): Binding =>
  bind(0, { role: 'reader', subjects: [{ kind: 'label', key, value }] });
const grantedBy = (binding: Binding): string[] => weigh({ ...EMPTY, bindings: [binding] }, 'n/app').grant.granted;

describe('rules that are not for the caller, or not for the name, cost nothing', () => {
  test.each<[string, string, (index: number) => Omit<Binding, 'id'>]>([
    [
      'a team each, by label',
      't7/app',
      (i) => ({ role: 'writer', subjects: [{ kind: 'label', key: 'team', value: `t${i}` }], names: [`t${i}/**`] }),
    ],
    [
      'an account each, on everything',
      'any/app',
      (i) => ({ role: 'writer', subjects: [{ kind: 'account', account: `user-${i}` }] }),
    ],
    ['everyone on other names', 't7/app', (i) => ({ role: 'writer', subjects: EVERYONE, names: [`t${i}/**`] })],
    [
      'everyone below one folder',
      'all/t7/app',
      (i) => ({ role: 'writer', subjects: EVERYONE, names: [`all/t${i}/app`] }),
    ],
    [
      'an account’s own',
      'user-7/svc-7',
      (i) => ({ role: 'writer', subjects: [{ kind: 'signed-in' }], names: [`\${account}/svc-${i}`] }),
    ],
    ['a name in any folder', 'any/app-7', (i) => ({ role: 'writer', subjects: EVERYONE, names: [`*/app-${i}`] })],
    ['a folder at any depth', 'a/b/x-7/c', (i) => ({ role: 'writer', subjects: EVERYONE, names: [`**/x-${i}/**`] })],
    ['a beginning', 'svc-7-a', (i) => ({ role: 'writer', subjects: EVERYONE, names: [`svc-${i}-*`] })],
    ['an end', 'a-7', (i) => ({ role: 'writer', subjects: EVERYONE, names: [`*-${i}`] })],
    [
      'its own and what all share',
      'shared/app',
      (i) => ({
        role: 'writer',
        subjects: [{ kind: 'account', account: `user-${i}` }],
        names: [`t${i}/**`, 'shared/**'],
      }),
    ],
    ['a role each, for everyone', 't7/app', (i) => ({ role: `role-${i}`, subjects: EVERYONE })],
    [
      'a role each, for an account',
      't7/app',
      (i) => ({ role: `role-${i}`, subjects: [{ kind: 'account', account: `user-${i}` }] }),
    ],
  ])('%s: %s', (_, name, rule) => {
    const at = (count: number): PolicyDocument => ({
      ...EMPTY,
      roles: Object.fromEntries(times(count, (i) => [`role-${i}`, { permissions: [permission(`t${i}/**`)] }])),
      bindings: times(count, (i) => bind(i, rule(i))),
    });
    const few = weigh(at(10), name);
    expect(few.grant).toMatchObject({ granted: ['pull', 'push'], rule: 'b7' });
    // Numbers of one, two, three and four digits: each is looked up by its length.
    expect(few.steps).toBeLessThan(250);
    const many = weigh(at(5000), name);
    expect(many.grant).toEqual(few.grant);
    expect(many.steps - few.steps).toBeLessThan(10);
  });

  test('denials too', () => {
    const few = weigh({ ...EMPTY, denials: times(10, denial) }, 't7/app');
    expect(few.grant).toMatchObject({ granted: [], rule: 'd7' });
    expect(weigh({ ...EMPTY, denials: times(5000, denial) }, 't7/app')).toEqual(few);
  });
});

describe('what many rules share', () => {
  const wide = times(200, (index) => permission(`w${index}/**`));

  test('the permissions of a role are one list, however many are given it', () => {
    const bindings = times(5000, (i) =>
      bind(i, { role: 'wide', subjects: [{ kind: 'label', key: 'team', value: `t${i % 1000}` }] }),
    );
    const { grant, steps } = weigh({ ...EMPTY, roles: { wide: { permissions: wide } }, bindings }, 'w7/app');
    expect(grant).toMatchObject({ granted: ['pull', 'push'], rule: 'b1007' });
    expect(steps).toBeLessThan(4000);
  });

  test('so 50 bindings to a role of 200 permissions are 200 entries and 50 rules', () => {
    const bindings = times(50, (i) => bind(i, { role: 'wide', subjects: EVERYONE }));
    const document = { ...EMPTY, defaults: false, roles: { wide: { permissions: wide } }, bindings };
    expect(countEntries(compiled(document))).toBe(200 + 50);
  });

  test('each look for the caller’s subjects among those of a name is paid for', () => {
    const patterns = ['n/app', 'n/*', '*/app', '*/*', 'n*/app', 'n*/*', '*/a*', '*/*p', 'n*/a*', 'n*/*p'];
    const own = times(20, (value) => times(5, () => team(`t${value}`, 'other/app'))).flat();
    const others = patterns.flatMap((name) => times(25, (value) => team(`x${value}`, name)));
    const bindings = [...own, ...others].map((make, i) => make(i));
    const caller = { ...CALLER, labels: labels('team', ...times(20, (value) => `t${value}`)) };
    const { grant, steps } = weigh({ ...EMPTY, defaults: false, bindings }, 'n/app', caller);
    expect(grant.granted).toEqual([]);
    expect(steps).toBeGreaterThanOrEqual(patterns.length * (1 + 20));
  });

  test('a rule stands at each of its names, or where these are too many in one list', () => {
    const entries = (names: string[], subjects: PolicySubject[]): number =>
      countEntries(compiled({ ...EMPTY, bindings: times(5, (i) => bind(i, { role: 'writer', subjects, names })) }));
    const accounts = times(100, (i): PolicySubject => ({ kind: 'account', account: `user-${i}` }));
    const names = times(100, (i) => `n${i}/**`);
    expect(entries(names.slice(0, 4), accounts.slice(0, 4))).toBe(5 * 4 * 4);
    expect(entries(names, accounts)).toBe(5 * (100 + 100));
  });

  test('the names that accounts share don’t bring the rules of one to another', () => {
    const few = weigh({ ...EMPTY, bindings: times(50, fiveEach) }, 'shared/app');
    expect(few.grant).toMatchObject({ granted: ['pull', 'push'], rule: 'b35' });
    expect(weigh({ ...EMPTY, bindings: times(5000, fiveEach) }, 'shared/app')).toEqual(few);
  });

  test('where more roles speak of a name than a caller has rules, the caller’s rules are looked at', () => {
    const roles = Object.fromEntries(
      times(500, (i) => [`r${i}`, { permissions: [...wide.slice(0, 20), permission(`own${i}/x`)] }]),
    );
    const own: PolicySubject[] = [{ kind: 'account', account: 'user-7' }];
    const other: PolicySubject[] = [{ kind: 'account', account: 'user-8' }];
    const rule = (i: number): Binding => bind(i, { role: `r${i}`, subjects: i < 6 ? own : other });
    const few = weigh({ ...EMPTY, roles, bindings: times(12, rule) }, 'w3/app');
    const many = weigh({ ...EMPTY, roles, bindings: times(500, rule) }, 'w3/app');
    expect(many.grant).toMatchObject({ granted: ['pull', 'push'], rule: 'b0' });
    expect(many.steps).toBeLessThanOrEqual(few.steps);
  });
});

test('a caller with many labels costs what the labels cost, not what their rules do', () => {
  const values = times(500, (index) => `t${index}`);
  const caller: Caller = { ...CALLER, labels: labels('team', ...values) };
  const bindings = times(5000, (i) =>
    bind(i, { role: 'writer', subjects: [{ kind: 'label', key: 'team', value: `t${i % 500}` }], names: [`n${i}/**`] }),
  );
  const { grant, steps } = weigh({ ...EMPTY, bindings }, 'n7/app', caller);
  expect(grant).toMatchObject({ granted: ['pull', 'push'], rule: 'b7' });
  expect(steps).toBeLessThan(1500);
});

test('a label’s value is that of its own key', () => {
  expect(grantedBy(labelled('team', 't7'))).toEqual(['pull']);
  expect(grantedBy(labelled('tea', 'mt7'))).toEqual([]);
  expect(grantedBy(labelled('t7', 'team'))).toEqual([]);
});

test('a rule of several subjects and names is one rule', () => {
  const subjects: PolicySubject[] = [...EVERYONE, { kind: 'signed-in' }, { kind: 'account', account: 'user-7' }];
  const bindings = times(10, (i) => bind(i, { role: 'writer', subjects, names: [`n${i}/**`, `*/n${i}`, '**'] }));
  expect(weigh({ ...EMPTY, bindings }, 'n7/app').grant).toMatchObject({ granted: ['pull', 'push'], rule: 'b0' });
});
