/** Work of one request, about half a second at worst: a thousand rules for each of a hundred scopes take less. */
export const MAX_STEPS = 5_000_000;

/** Work of one question of an administrator, about two seconds at worst: a look at each of a hundred thousand rules takes less. */
export const QUESTION_MAX_STEPS = 8_000_000;

/** A decision or an answer that takes more than it may: none is made. */
export class PolicyCostError extends Error {
  override readonly name: string = 'PolicyCostError';
  readonly code = 'ERR_POLICY_COST';

  constructor() {
    super('The policy takes too much work for one request: use fewer rules and patterns, or ask for less at once.');
  }
}
