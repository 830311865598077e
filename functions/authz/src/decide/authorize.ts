import type { AuthorizeAnswer } from '@wharfinger/native-api';
import { type CompiledPolicy, decideGrant, type PolicyDocument, type StepBudget } from '@wharfinger/policy';

import type { AuthorizeRequest } from './authorize-request.ts';
import type { Revision } from '../store/policies.ts';

/** A policy in force, and how long it will be: answers from it may be remembered until then. */
export type PolicyInForce = {
  policy: CompiledPolicy;
  /** What was compiled. */
  document: PolicyDocument;
  revision: Revision;
  freshForMs: number;
  /** Since when the store gives no newer one, in milliseconds since 1970; null while it does. */
  staleSinceMs: number | null;
  /** What an operator should know of it while it is stale. */
  notice: string | null;
};

/** Gives the policy in force, or throws when there is none to decide by. */
export type LoadPolicy = () => Promise<PolicyInForce>;

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
