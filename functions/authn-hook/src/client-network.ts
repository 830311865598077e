import ipaddr from 'ipaddr.js';

const GROUPS_OF_A_NETWORK = 4;
const GROUPS_OF_A_SITE = 3;

/**
 * The network that counts as one client: an IPv4 address by itself, an IPv6 address with its whole /64, of which one
 * client has every address. An IPv4-mapped address is the IPv4 address that it stands for.
 */
export function clientNetwork(address: string): string {
  return firstGroups(address, GROUPS_OF_A_NETWORK) ?? ipaddr.process(address).toString();
}

/** The /48 of an IPv6 address: whoever gets one has 65,536 networks. `undefined` for an IPv4 address. */
export function clientSite(address: string): string | undefined {
  return firstGroups(address, GROUPS_OF_A_SITE);
}

function firstGroups(address: string, count: number): string | undefined {
  const parsed = ipaddr.process(address);
  if (!('parts' in parsed)) return undefined;
  return parsed.parts
    .slice(0, count)
    .map((group) => group.toString(16))
    .join(':');
}
