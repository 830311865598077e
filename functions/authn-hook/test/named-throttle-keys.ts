import { createHash } from 'node:crypto';

import { type CellTable, cellsOf } from '../src/throttle-cells.ts';
import type { ThrottleKey } from '../src/throttle-keys.ts';
import { THROTTLE_TABLES } from '../src/throttle-tables.ts';

/** A network under its own name. */
export function namedNetwork(name: string): ThrottleKey {
  return named(name, THROTTLE_TABLES.networks);
}

/** An account and its pair with a network under their own names. */
export function namedPair(account: string, network: string): { pair: ThrottleKey; account: ThrottleKey } {
  return {
    pair: named(`${account}.${network}`, THROTTLE_TABLES.pairs),
    account: named(account, THROTTLE_TABLES.accounts),
  };
}

function named(key: string, table: CellTable): ThrottleKey {
  return { key, cells: cellsOf(createHash('sha256').update(key).digest(), table) };
}
