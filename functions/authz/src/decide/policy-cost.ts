/** Work of one request, about half a second at worst: a thousand rules for each of a hundred scopes take less. */
export const MAX_STEPS = 5_000_000;

/** A decision that takes more than `MAX_STEPS`: none is made. */
export class PolicyCostError extends Error {
  override readonly name: string = 'PolicyCostError';
  readonly code = 'ERR_POLICY_COST';

  constructor() {
    super(`The policy takes too much work, more than ${MAX_STEPS} steps: use fewer rules and patterns.`);
  }
}
