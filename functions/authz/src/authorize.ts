import type { AuthorizeRequest } from './authorize-request.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { decideGrant } from './decide-grant.ts';

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

/** Decides every scope by itself, in the order of the request. */
export function authorize(policy: CompiledPolicy, { caller, scopes }: AuthorizeRequest, now: Date): Decision[] {
  return scopes.map((scope) => {
    const { actions: requested, ...resource } = scope;
    return { ...resource, requested, ...decideGrant(policy, { caller, scope }, now) };
  });
}
