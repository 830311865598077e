import type { AuthorizeAnswer } from '@wharfinger/native-api';
import { type CompiledPolicy, decideGrant, type StepBudget } from '@wharfinger/policy';

import type { AuthorizeRequest } from './authorize-request.ts';

/** The answer to one scope. */
export type Decision = AuthorizeAnswer['decisions'][number];

/** Decisions, or none when the policy takes more work than one request may cost. */
export type Authorization = { kind: 'decided'; decisions: Decision[] } | { kind: 'exhausted' };

/** Decides every scope by itself, in the order of the request. */
export function authorize(
  policy: CompiledPolicy,
  { caller, scopes, restrictions }: AuthorizeRequest,
  now: Date,
  budget: StepBudget,
): Authorization {
  const decisions: Decision[] = [];
  for (const scope of scopes) {
    const { actions: requested, ...resource } = scope;
    decisions.push({ ...resource, requested, ...decideGrant(policy, { caller, scope, restrictions }, now, budget) });
    if (budget.isExhausted()) {
      return { kind: 'exhausted' };
    }
  }
  return { kind: 'decided', decisions };
}
