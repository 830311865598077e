import { parseAddress } from './ip-network.ts';
import type { Caller } from './match-rule.ts';

/** A caller in plain text, as whoever vouches for them names them. */
export type NamedCaller = {
  /** Null: the anonymous caller. */
  account: string | null;
  labels: Readonly<Record<string, readonly string[]>>;
  /** Null when it isn't known; a text that is no address is as unknown. */
  address: string | null;
  service: string;
};

/** Beginning of the keys of labels that are the system's own: no rule sees them. */
export const RESERVED_LABEL_PREFIX = 'wharfinger-';

function readAddress(text: string | null): Caller['address'] {
  const parsed = text === null ? undefined : parseAddress(text);
  return parsed?.kind === 'ok' ? parsed.value : null;
}

/** Reads a caller as rules see them. The anonymous caller has no labels, whatever is said of them. */
export function readCaller({ account, labels, address, service }: NamedCaller): Caller {
  const own = Object.entries(account === null ? {} : labels).filter(([key]) => !key.startsWith(RESERVED_LABEL_PREFIX));
  return {
    account,
    labels: new Map(own.map(([key, values]) => [key, new Set(values)])),
    address: readAddress(address),
    service,
  };
}
