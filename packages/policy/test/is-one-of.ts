import type { Callers } from '../src/ask/who-can.ts';
import type { Caller } from '../src/decide/match-rule.ts';

/** Tells whether a caller is one of the callers. */
export function isOneOf({ kind, account, labels }: Callers, caller: Pick<Caller, 'account' | 'labels'>): boolean {
  const hasLabels = labels.every(({ key, value }) => caller.labels.get(key)?.has(value) === true);
  if (kind === 'account') return hasLabels && caller.account === account;
  return hasLabels && (kind !== 'signed-in' || caller.account !== null);
}
