import type { CompiledPolicy, PolicyDocument } from '@wharfinger/policy';

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
