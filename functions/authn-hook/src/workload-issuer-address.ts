import ipaddr from 'ipaddr.js';

/** A network in CIDR form, as `parseNetwork` reads it. */
export type IssuerNetwork = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** `private`: one of the networks that the operator allowed. */
export type IssuerAddress = 'public' | 'private' | 'forbidden';

const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');
/** Public by its number, and yet each machine of Azure has its host behind it. */
const AZURE_HOST = '168.63.129.16';

/** Reads `10.0.0.0/8` or `fd00::/8`; `undefined` for anything else. */
export function parseNetwork(text: string): IssuerNetwork | undefined {
  const [address = ''] = text.split('/');
  if (!isAddress(address) || !ipaddr.isValidCIDR(text)) return undefined;
  return ipaddr.parseCIDR(text);
}

/**
 * Whether an issuer's keys may be fetched from an address: from one of the global unicast addresses, or in a network
 * that the operator allowed. An IPv4 address in the clothes of IPv6 is neither.
 */
export function classifyIssuerAddress(text: string, allowed: readonly IssuerNetwork[]): IssuerAddress {
  if (!isAddress(text)) return 'forbidden';
  const address = ipaddr.parse(text);
  const isAllowed = allowed.some(
    ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
  );
  if (isAllowed) return 'private';
  if (address.range() !== 'unicast' || text === AZURE_HOST) return 'forbidden';
  return address instanceof ipaddr.IPv6 && !address.match(GLOBAL_IPV6) ? 'forbidden' : 'public';
}

// Not what else `parse` takes: octal, hexadecimal and shortened forms, and zones.
function isAddress(text: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text))
  );
}
