import { compiled } from '@wharfinger/fakes';
import { createStepBudget, DEFAULT_POLICY } from '@wharfinger/policy';
import { expect, test } from 'vitest';

import { authorize } from './authorize.ts';

const caller = { account: 'alice', labels: new Map(), address: null, service: 'registry.example' };

test('every scope is answered by itself, in the order of the request, doubles and class included', () => {
  const scopes = [
    { type: 'repository', name: 'bob/app', actions: ['pull'] },
    { type: 'repository', class: 'plugin', name: 'alice/app', actions: ['push', 'fly'] },
    { type: 'repository', name: 'bob/app', actions: ['*'] },
  ];
  const authorization = authorize(
    compiled(DEFAULT_POLICY),
    { caller, scopes, restrictions: null },
    new Date(0),
    createStepBudget(1000),
  );
  expect(authorization).toStrictEqual({
    kind: 'decided',
    decisions: [
      {
        type: 'repository',
        name: 'bob/app',
        requested: ['pull'],
        granted: [],
        rule: null,
        reason: 'pull granted by no binding',
      },
      {
        type: 'repository',
        class: 'plugin',
        name: 'alice/app',
        requested: ['push', 'fly'],
        granted: ['push'],
        rule: 'default:own-namespace',
        reason: 'fly granted by no binding; push granted by binding default:own-namespace',
      },
      {
        type: 'repository',
        name: 'bob/app',
        requested: ['*'],
        granted: [],
        rule: null,
        reason: 'delete, pull, push granted by no binding',
      },
    ],
  });
});

// Every pattern is tried on every position of the name; the denial matches at the very end.
const hostile = Array.from({ length: 4000 }, (_, index) => ({
  id: `r${index}`,
  subjects: [{ kind: 'everyone' as const }],
  permissions: [{ type: 'repository', name: `**/*a*b${index}*/**/*a*`, actions: ['pull'] }],
}));
const allowAll = { id: 'all', role: 'reader', subjects: [{ kind: 'everyone' as const }] };
const longName = `${'a/'.repeat(120)}ab`;

test('a policy that takes too much work decides nothing: a denial may have been passed over', () => {
  const policy = compiled({ ...DEFAULT_POLICY, bindings: [allowAll], denials: hostile });
  const scopes = Array.from({ length: 40 }, () => ({ type: 'repository', name: longName, actions: ['pull'] }));
  for (const steps of [0, 100, 100_000, 1_000_000]) {
    expect(authorize(policy, { caller, scopes, restrictions: null }, new Date(0), createStepBudget(steps))).toEqual({
      kind: 'exhausted',
    });
  }
});

test('a thousand rules of every day for a hundred scopes are no such policy', () => {
  const bindings = Array.from({ length: 1000 }, (_, index) => ({
    ...allowAll,
    id: `b${index}`,
    names: [`t${index}/**`],
  }));
  const policy = compiled({ ...DEFAULT_POLICY, bindings });
  const scopes = Array.from({ length: 100 }, () => ({ type: 'repository', name: 'team/app', actions: ['*'] }));
  const budget = createStepBudget(5_000_000);
  expect(authorize(policy, { caller, scopes, restrictions: null }, new Date(0), budget).kind).toBe('decided');
});
