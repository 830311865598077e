import { actionsOf, ALL_ACTIONS, type Scope } from './scope.ts';

function expand(type: string, actions: readonly string[]): ReadonlySet<string> {
  return new Set(actions.includes(ALL_ACTIONS) ? actionsOf(type) : actions);
}

/**
 * Grants what is both requested and allowed, sorted. `*` on either side stands for every action of the type, and a
 * repository's grant names each of them. An action that the type doesn't have is never granted.
 */
export function grantSubset(requested: Scope, allowed: readonly string[]): string[] {
  const asked = expand(requested.type, requested.actions);
  const permitted = expand(requested.type, allowed);
  return actionsOf(requested.type).filter((action) => asked.has(action) && permitted.has(action));
}
