import { actionsOf, ALL_ACTIONS, type Scope } from '@wharfinger/token';

/** What a scope asks for, sorted, each action once. `*` asks for every action of the type. */
export function requestedActions({ type, actions }: Scope): string[] {
  const known = actionsOf(type);
  const requested = actions.flatMap((action) => (action === ALL_ACTIONS && known.length > 0 ? known : [action]));
  return [...new Set(requested)].toSorted();
}
