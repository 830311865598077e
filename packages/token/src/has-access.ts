import type { TokenClaims } from './claims.ts';
import { ALL_ACTIONS } from './scope.ts';

/** Whether a token allows an action, as Distribution decides it: exact names, `*` for any action, classes ignored. */
export function hasAccess(claims: TokenClaims, type: string, name: string, action: string): boolean {
  return claims.access.some(
    (entry) =>
      entry.type === type &&
      entry.name === name &&
      (entry.actions.includes(action) || entry.actions.includes(ALL_ACTIONS)),
  );
}
