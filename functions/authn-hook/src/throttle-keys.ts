import { createHmac } from 'node:crypto';

import { clientNetwork } from './client-network.ts';

/**
 * Under what a sign-in is remembered: no account or address can be read from it, nor the password that somebody typed
 * in the account's place.
 */
export type ThrottleKeys = {
  readonly account: string;
  /** `null` when the address isn't known. */
  readonly network: string | null;
  /** The account from the network; begins with the account's key. */
  readonly pair: string;
  /** Which documents they are in; `network` is the account's where there is none. */
  readonly shards: { readonly account: string; readonly network: string };
};

/** Hashes an account and a client's address. */
export type ThrottleKeysOf = (account: string, address: string | null) => ThrottleKeys;

const WITHOUT_ADDRESS = '-';

/**
 * Hashes under the first of the secrets, which a reader of the documents doesn't have; without it nobody can find out
 * either who shares a document with whom. With another first secret, everything starts anew.
 */
export function createThrottleKeys([secret]: readonly { reveal(): string }[]): ThrottleKeysOf {
  const hashKey = secret?.reveal() ?? '';
  const hash = (kind: string, text: string): { key: string; shard: string } => {
    const digest = createHmac('sha256', hashKey).update(`wharfinger throttle ${kind}\0${text}`).digest();
    return { key: digest.subarray(1, 10).toString('base64url'), shard: digest.subarray(0, 1).toString('hex') };
  };
  return (account, address) => {
    const byAccount = hash('account', account);
    const byNetwork = address === null ? undefined : hash('network', clientNetwork(address));
    return {
      account: byAccount.key,
      network: byNetwork?.key ?? null,
      pair: `${byAccount.key}.${byNetwork?.key ?? WITHOUT_ADDRESS}`,
      shards: { account: byAccount.shard, network: byNetwork?.shard ?? byAccount.shard },
    };
  };
}
