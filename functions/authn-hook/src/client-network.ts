import ipaddr from 'ipaddr.js';

const GROUPS_OF_A_NETWORK = 4;

/**
 * The network that counts as one client: an IPv4 address by itself, an IPv6 address with its whole /64, of which one
 * client has every address. An IPv4-mapped address is the IPv4 address that it stands for.
 */
export function clientNetwork(address: string): string {
  const parsed = ipaddr.process(address);
  if (!('parts' in parsed)) return parsed.toString();
  return parsed.parts
    .slice(0, GROUPS_OF_A_NETWORK)
    .map((group) => group.toString(16))
    .join(':');
}
