import { naiveDecision, plainRequest, policyDocument } from '@wharfinger/fakes';
import { actionsOf } from '@wharfinger/token';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { DEFAULT_BINDINGS } from '../default-policy.ts';
import type { Binding, PolicyDocument } from '../policy-document.ts';
import { createStepBudget } from '../decide/step-budget.ts';
import { selectBindings } from './select-rules.ts';

const ACCOUNTS = [null, 'alice', 'bob', 'team', 'dev', 'catalog', 'default'];

/** Whether a binding alone, without its conditions, gives it to somebody of some account who has every label. */
function givesAnyone(document: PolicyDocument, binding: Binding, type: string, name: string, action: string): boolean {
  const { id, role, subjects, names } = binding;
  const alone = { ...document, defaults: false, denials: [], bindings: [{ id, role, subjects, names }] };
  const every = ['dev', 'alice', 'administrators', ...name.split('/')];
  return ACCOUNTS.some((account) =>
    naiveDecision(
      alone,
      {
        account,
        labels: { groups: every, team: every },
        address: null,
        service: 'x',
        type,
        name,
        now: '2026-01-01T00:00:00Z',
      },
      action,
    ),
  );
}

test('the bindings that give something to anyone are exactly those that give it to somebody', () => {
  let found = 0;
  fc.assert(
    fc.property(policyDocument, plainRequest, fc.nat(2), (document, { type, name }, at) => {
      const actions = actionsOf(type);
      const action = actions[at % actions.length] ?? '';
      const selected = selectBindings(document, { effect: { type, name, action } }, createStepBudget(Infinity));
      const all = [...document.bindings, ...(document.defaults ? DEFAULT_BINDINGS : [])];
      const expected = all.filter((binding) => givesAnyone(document, binding, type, name, action));
      found += expected.length;
      expect(selected.map(({ binding }) => binding.id)).toEqual(expected.map(({ id }) => id).toSorted());
    }),
    { numRuns: 500 },
  );
  expect(found).toBeGreaterThan(100);
});
