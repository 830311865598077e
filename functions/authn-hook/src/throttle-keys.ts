import { createHmac } from 'node:crypto';

import { clientNetwork, clientSite } from './client-network.ts';
import { type CellTable, cellsOf } from './throttle-cells.ts';
import { THROTTLE_TABLES } from './throttle-tables.ts';

/** A hash of what is remembered, and the cells in which it is counted. */
export type ThrottleKey = { readonly key: string; readonly cells: readonly string[] };

/**
 * Under what a sign-in is remembered: no account or address can be read from it, nor the password that somebody typed
 * in the account's place.
 */
export type ThrottleKeys = {
  readonly account: ThrottleKey;
  /** The client's network, and of IPv6 its site; none when the address isn't known. */
  readonly networks: readonly ThrottleKey[];
  /** The account from the network; its key begins with the account's. */
  readonly pair: ThrottleKey;
  /** Which documents they are in; `networks` is the account's where there is none. */
  readonly shards: { readonly account: string; readonly networks: string };
};

/** Hashes an account and a client's address. */
export type ThrottleKeysOf = (account: string, address: string | null) => ThrottleKeys;

type HashedKey = ThrottleKey & { readonly shard: string };

const WITHOUT_ADDRESS = '-';

/**
 * Hashes under the first of the secrets, which a reader of the documents doesn't have; without it nobody can find out
 * either who shares a document or a cell with whom. With another first secret, everything starts anew.
 */
export function createThrottleKeys([secret]: readonly { reveal(): string }[]): ThrottleKeysOf {
  const hashKey = secret?.reveal() ?? '';
  const hash = (kind: string, text: string, table: CellTable): HashedKey => {
    const digest = createHmac('sha256', hashKey).update(`wharfinger throttle ${kind}\0${text}`).digest();
    return {
      key: digest.subarray(1, 10).toString('base64url'),
      shard: digest.subarray(0, 1).toString('hex'),
      cells: cellsOf(digest.subarray(10), table),
    };
  };
  const hashNetwork = (network: string): HashedKey => hash('network', network, THROTTLE_TABLES.networks);
  return (account, address) => {
    const byAccount = hash('account', account, THROTTLE_TABLES.accounts);
    const network = address === null ? undefined : hashNetwork(clientNetwork(address));
    const site = address === null ? undefined : clientSite(address);
    const networks = [network, site === undefined ? undefined : hashNetwork(site)].filter((each) => each !== undefined);
    const pair = `${byAccount.key}.${network?.key ?? WITHOUT_ADDRESS}`;
    return {
      account: byAccount,
      networks,
      pair: { key: pair, cells: hash('pair', pair, THROTTLE_TABLES.pairs).cells },
      // A site's networks are all in its own document: they can fill no other before the site itself is slowed down.
      shards: { account: byAccount.shard, networks: (networks.at(-1) ?? byAccount).shard },
    };
  };
}
