import { compareTexts } from './who-can-values.ts';

/** How many decisions change for one account, each as often as it was asked for; null is the anonymous caller. */
export type AccountChanges = { account: string | null; changed: number; withGains: number; withLosses: number };

type Changed = { account: string | null; gained: readonly string[]; lost: readonly string[]; count: number };

/** Most accounts that are listed, and that are kept to choose from. */
export const COMPARISON_MAX_ACCOUNTS: number = 1000;
const MAX_KEPT_ACCOUNTS = 10_000;

/** Counts changes by account. */
export function createAccountChanges(): {
  add: (change: Changed) => void;
  result: () => { accounts: AccountChanges[]; areAccountsTruncated: boolean };
} {
  const byAccount = new Map<string | null, AccountChanges>();
  let isTruncated = false;
  return {
    add: ({ account, gained, lost, count }) => {
      const summary = byAccount.get(account) ?? { account, changed: 0, withGains: 0, withLosses: 0 };
      summary.changed += count;
      summary.withGains += gained.length > 0 ? count : 0;
      summary.withLosses += lost.length > 0 ? count : 0;
      if (byAccount.has(account) || byAccount.size < MAX_KEPT_ACCOUNTS) byAccount.set(account, summary);
      else isTruncated = true;
    },
    result: () => {
      const inOrder = [...byAccount.values()].toSorted(
        (a, b) => b.changed - a.changed || compareTexts(a.account ?? '', b.account ?? ''),
      );
      return {
        accounts: inOrder.slice(0, COMPARISON_MAX_ACCOUNTS),
        areAccountsTruncated: isTruncated || byAccount.size > COMPARISON_MAX_ACCOUNTS,
      };
    },
  };
}
