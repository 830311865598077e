import { actionsOf, ALL_ACTIONS, parseScopePattern } from '@wharfinger/token';

import type { CompiledPermission } from './compile-permissions.ts';

/** What a credential allows at most, whatever the policy gives to its account. */
export type Restrictions = readonly CompiledPermission[];

/** Parses scope patterns. One that means nothing covers nothing: it can only take away. `null`: no restriction. */
export function parseRestrictions(patterns: readonly string[] | null): Restrictions | null {
  return (
    patterns?.flatMap((text) => {
      const pattern = parseScopePattern(text);
      if (pattern.kind === 'invalid') {
        return [];
      }
      const { type, name, actions } = pattern.value;
      return [{ type, name, actions: new Set(actions.includes(ALL_ACTIONS) ? actionsOf(type) : actions) }];
    }) ?? null
  );
}
