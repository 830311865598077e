import { compiled } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { ALICE, BEFORE, documentOf, explain, LATER, NOW } from '../../test/explain-request.ts';
import { grantRequest } from '../../test/grant-request.ts';
import { type ExplainedAction, explainDecision } from './explain-decision.ts';
import type { Binding, Denial, PolicyDocument } from '../policy-document.ts';
import { createStepBudget } from '../decide/step-budget.ts';

const one = (...question: Parameters<typeof explain>): ExplainedAction | undefined => explain(...question)[0];

const permitting = (name: string) => ({ permissions: [{ type: 'repository', name, actions: ['push'] }] });

/** Permissions of another type that has an action of the same name. */
const audit = (...names: string[]) => names.map((name) => ({ type: 'audit', name, actions: ['read'] }));

const policyReading = (name: string) => ({ type: 'policy', name, actions: ['read'] });

function nearOf(roles: PolicyDocument['roles'], action: string): unknown {
  const bindings = Object.keys(roles).map((role) => ({ id: role, role }));
  return one({ roles, bindings }, { type: 'policy', name: 'default' }, null, [action])?.near;
}

/** What the search finds with a budget. */
function search(
  bindings: Partial<Binding>[],
  action: string,
  steps: number,
): { isComplete: boolean; near: number | undefined } {
  const policy = compiled(documentOf({ bindings }));
  const asked = grantRequest(ALICE, [action]);
  const explanation = explainDecision(policy, asked, new Date(NOW), createStepBudget(steps));
  if (explanation.kind !== 'explained') throw new Error(explanation.kind);
  return { isComplete: explanation.isNearComplete, near: explanation.actions[0]?.nearTotal };
}

const many = (binding: Partial<Binding>) =>
  Array.from({ length: 1000 }, (_, index) => ({ ...binding, id: `b${index}` }));

test('a denial comes near that is not for this caller, or of another action', () => {
  const denials: Partial<Denial>[] = [
    { notBefore: LATER },
    { permissions: [{ type: 'repository', name: 'team/*', actions: ['pull'] }] },
  ];
  expect(one({ bindings: [{}], denials })).toMatchObject({
    outcome: 'granted',
    near: [
      { rule: 'd0', kind: 'denial', failed: [{ condition: 'notBefore' }] },
      { rule: 'd1', kind: 'denial', failed: [{ condition: 'actions' }] },
    ],
  });
});

test('the nearest are first: by conditions that they fail, then those of the name, then by how alike the names are', () => {
  const bindings: Partial<Binding>[] = [
    { id: 'far-name', names: ['xyz/app'] },
    { id: 'two', notAfter: BEFORE, services: ['a'] },
    { id: 'action', role: 'reader' },
    { id: 'near-name', names: ['x/y', 'team/apps'] },
    { id: 'one', notAfter: BEFORE },
    { id: 'other', notAfter: BEFORE },
  ];
  expect(one({ bindings })?.near.map(({ rule }) => rule)).toEqual([
    'one',
    'other',
    'action',
    'near-name',
    'far-name',
    'two',
  ]);
});

test.each<[string, string[], string[]]>([
  ['the longest beginning that is alike, not the longest name', ['zzzzzzzzzzzzzzzz', 'team/x'], ['b1', 'b0']],
  ['of equally alike ones the id', ['team/app/b', 'team/app*x'], ['b0', 'b1']],
])('of names that differ %s decides', (_, names, expected) => {
  const bindings = names.map((name) => ({ names: [name] }));
  expect(one({ bindings })?.near.map(({ rule }) => rule)).toEqual(expected);
});

test('a role’s own names are as near as a binding’s', () => {
  const roles = { far: permitting('other/*'), near: permitting('team/other') };
  expect(one({ roles, bindings: [{ role: 'far' }, { role: 'near' }] })?.near.map(({ rule }) => rule)).toEqual([
    'b1',
    'b0',
  ]);
});

describe('what a role permits on another type', () => {
  test('brings nothing near', () => {
    expect(nearOf({ other: { permissions: audit('**') } }, 'read')).toEqual([]);
    expect(nearOf({ other: { permissions: [...audit('default'), policyReading('x')] } }, 'write')).toEqual([]);
    expect(
      nearOf({ other: { permissions: [...audit('x'), { type: 'policy', name: 'y', actions: ['write'] }] } }, 'read'),
    ).toEqual([]);
  });

  test('doesn’t make its names more alike', () => {
    const roles = {
      a: { permissions: [...audit('default'), policyReading('x')] },
      b: { permissions: [policyReading('def')] },
    };
    expect(nearOf(roles, 'read')).toMatchObject([{ rule: 'b' }, { rule: 'a' }]);
  });

  test('hides nothing of this type', () => {
    expect(nearOf({ both: { permissions: [...audit('x'), policyReading('default')] } }, 'write')).toMatchObject([
      { rule: 'both', failed: [{ condition: 'actions' }] },
    ]);
  });
});

test('one of the names of a binding is enough to be near with another action', () => {
  expect(one({ bindings: [{ role: 'reader', names: ['x/y', 'team/**'] }] })?.near).toMatchObject([
    { rule: 'b0', failed: [{ condition: 'actions' }] },
  ]);
});

test('of rules that speak of the request the denials are first, each kind by id', () => {
  const bindings = ['a2', 'a1', 'z1'].map((id) => ({ id }));
  const denials = ['m3', 'm2', 'm1', 'z0'].map((id) => ({ id }));
  const action = one({ bindings, denials });
  expect(action?.rule).toBe('m1');
  expect(action?.others.map(({ rule }) => rule)).toEqual(['m2', 'm3', 'z0', 'a1', 'a2', 'z1']);
});

test('at most twenty are given, the nearest of all, and all are counted', () => {
  const many = Array.from({ length: 1000 }, (_, index) => ({ id: `z${index}`, notAfter: BEFORE, services: ['a'] }));
  const covering = Array.from({ length: 30 }, (_, index) => ({ id: `c${index + 10}` }));
  const near = [...many, ...many.map(({ id }) => ({ id: `a${id}`, notAfter: BEFORE }))];
  const action = one({ bindings: [...near, ...covering] });
  expect(action).toMatchObject({ rule: 'c10', nearTotal: 2000, othersTotal: 29 });
  expect(action?.others.map(({ rule }) => rule)).toEqual(covering.slice(1, 20).map(({ id }) => id));
  expect(action?.near).toHaveLength(20);
  expect(action?.near.every(({ rule, failed }) => rule.startsWith('az') && failed.length === 1)).toBe(true);
});

test('a name of too many solutions still comes near', () => {
  const bindings = [{ names: ['*${labels.a}*${labels.b}*'] }];
  expect(one({ bindings }, { name: 'abcdefghijklmnopqrstuvwxyz0123456789' })?.near).toHaveLength(1);
});

test('without the budget for the decision there is no explanation; without that for the search it says so', () => {
  const bindings = Array.from({ length: 50 }, (_, index) => ({ id: `r${index}`, services: ['a'] }));
  const policy = compiled(documentOf({ bindings }));
  const request = grantRequest(ALICE, ['push']);
  const results = Array.from({ length: 2000 }, (_, limit) => {
    const explanation = explainDecision(policy, request, new Date(NOW), createStepBudget(limit));
    return explanation.kind === 'exhausted' ? 'exhausted' : String(explanation.isNearComplete);
  });
  expect(results[0]).toBe('exhausted');
  expect([...new Set(results)]).toEqual(['exhausted', 'false', 'true']);
});

describe('the search for rules', () => {
  const elsewhere = many({ names: ['other/**'] });

  test('looks at every rule, and each look costs', () => {
    const ofOthers = many({ role: 'auditor' });
    const roles = { auditor: { permissions: [{ type: 'audit', name: 'default', actions: ['read'] }] } };
    const policy = compiled(documentOf({ bindings: ofOthers, roles }));
    const explained = (steps: number) =>
      explainDecision(policy, grantRequest(ALICE, ['push']), new Date(NOW), createStepBudget(steps));
    expect(explained(2000)).toMatchObject({ isNearComplete: false });
    expect(explained(20_000)).toMatchObject({ isNearComplete: true });
  });

  test('ends where the budget does', () => {
    const given = search(elsewhere, 'push', 2000);
    expect(given.isComplete).toBe(false);
    expect(given.near).toBeLessThan(1000);
    expect(search(elsewhere, 'push', 100_000)).toEqual({ isComplete: true, near: 1000 });
  });

  test('isn’t made around what there is not', () => {
    expect(search(elsewhere, 'fly', 2000)).toEqual({ isComplete: true, near: 0 });
  });
});
