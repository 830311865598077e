import type { AuthorizeRequest } from './authorize-request.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { decideGrant } from './decide-grant.ts';
import type { StepBudget } from './step-budget.ts';

/** Gives the policy in force, or throws when there is none to decide by. */
export type LoadPolicy = () => Promise<CompiledPolicy>;

/** The answer to one scope. */
export type Decision = {
  type: string;
  class?: string;
  name: string;
  requested: readonly string[];
  /** The subset that the policy allows, sorted. */
  granted: readonly string[];
  /** Id of the rule that decided, null when none speaks of the request. */
  rule: string | null;
  reason: string;
};

/** Decisions, or none when the policy takes more work than one request may cost. */
export type Authorization = { kind: 'decided'; decisions: Decision[] } | { kind: 'exhausted' };

/** Decides every scope by itself, in the order of the request. */
export function authorize(
  policy: CompiledPolicy,
  { caller, scopes }: AuthorizeRequest,
  now: Date,
  budget: StepBudget,
): Authorization {
  const decisions: Decision[] = [];
  for (const scope of scopes) {
    const { actions: requested, ...resource } = scope;
    decisions.push({ ...resource, requested, ...decideGrant(policy, { caller, scope }, now, budget) });
    if (budget.isExhausted()) {
      return { kind: 'exhausted' };
    }
  }
  return { kind: 'decided', decisions };
}
