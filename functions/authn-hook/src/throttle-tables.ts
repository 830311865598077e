import type { CellTable } from './throttle-cells.ts';
import { failuresKept, THROTTLE_RULES } from './throttle-delay.ts';

/** One of each table of a shard. */
export type Tables<T> = { readonly pairs: T; readonly accounts: T; readonly networks: T };

/** What a shard counts in cells, one table for each rule; the rules for a pair with and without an address share one. */
export const THROTTLE_TABLES: Tables<CellTable> = {
  pairs: { rows: 3, columns: 64, keep: failuresKept(THROTTLE_RULES.pair) },
  accounts: { rows: 2, columns: 32, keep: failuresKept(THROTTLE_RULES.account) },
  networks: { rows: 2, columns: 32, keep: failuresKept(THROTTLE_RULES.network) },
};
