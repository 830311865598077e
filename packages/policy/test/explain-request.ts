import { compiled, type PlainRequest } from '@wharfinger/fakes';

import { type ExplainedAction, explainDecision } from '../src/ask/explain-decision.ts';
import { createStepBudget } from '../src/decide/step-budget.ts';
import type { Binding, Denial, PolicyDocument } from '../src/policy-document.ts';
import { grantRequest } from './grant-request.ts';

export const NOW: string = '2026-06-01T00:00:00Z';
export const ALICE: PlainRequest = {
  account: 'alice',
  labels: { groups: ['dev'] },
  address: '10.0.0.7',
  service: 'registry.example',
  type: 'repository',
  name: 'team/app',
  now: NOW,
};
export const LATER: string = '2026-07-01T00:00:00Z';
export const BEFORE: string = '2026-05-01T00:00:00Z';

export type Rules = { bindings?: Partial<Binding>[]; denials?: Partial<Denial>[]; roles?: PolicyDocument['roles'] };

export function documentOf({ bindings = [], denials = [], roles = {} }: Rules): PolicyDocument {
  return {
    schema: 1,
    defaults: false,
    roles,
    bindings: bindings.map((one, index) => ({
      id: `b${index}`,
      role: 'writer',
      subjects: [{ kind: 'account', account: 'alice' }],
      ...one,
    })),
    denials: denials.map((one, index) => ({
      id: `d${index}`,
      subjects: [{ kind: 'everyone' }],
      permissions: [{ type: 'repository', name: '**', actions: ['push'] }],
      ...one,
    })),
  };
}

/** Explains what alice, who is in `groups=dev`, asks for of `team/app`. */
export function explain(
  rules: Rules,
  change: Partial<PlainRequest> = {},
  restrictions: string[] | null = null,
  actions: string[] = ['push'],
): ExplainedAction[] {
  const request = grantRequest({ ...ALICE, ...change }, actions, restrictions);
  const explanation = explainDecision(compiled(documentOf(rules)), request, new Date(NOW), createStepBudget(1e6));
  if (explanation.kind !== 'explained') throw new Error(explanation.kind);
  return explanation.actions;
}
