import { requestedActions } from '@wharfinger/policy';

import type { Decision } from './authorize.ts';

/** Whether every action that was asked for is granted; asking for nothing is not. */
export function isGrantedInFull({ type, name, requested, granted }: Decision): boolean {
  const actions = requestedActions({ type, name, actions: requested });
  return actions.length > 0 && actions.every((action) => granted.includes(action));
}
