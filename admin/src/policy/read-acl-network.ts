import { containsNetwork, formatNetwork, type IpNetwork, networksMeet, parseAddress } from '@wharfinger/policy';

/** A network of docker_auth's, without bits behind its prefix. */
export type AclNetwork = IpNetwork & { cidr: string };

const MAPPED = 0xffffn << 32n;
const MAPPED_PREFIX = 96;

/** Reads an address, or a network whose bits behind the prefix don't count; nothing where docker_auth takes no such. */
export function readAclNetwork(text: string): AclNetwork | undefined {
  const [, addressText = '', prefixText] = /^([0-9A-Fa-f.:]+)(?:\/([0-9]{1,3}))?$/.exec(text) ?? [];
  const parsed = parseAddress(addressText);
  if (parsed.kind === 'invalid') return undefined;
  const { family, value } = parsed.value;
  const width = addressText.includes(':') ? 128 : 32;
  const prefix = prefixText === undefined ? width : Number(prefixText);
  if (prefix > width) return undefined;
  const isMapped = width === 128 && family === 4;
  if (isMapped && prefix < MAPPED_PREFIX) return createNetwork(6, MAPPED | value, 128 - prefix);
  return createNetwork(family, value, width - prefix);
}

function createNetwork(family: 4 | 6, value: bigint, hostBitCount: number): AclNetwork {
  const hostBits = BigInt(hostBitCount);
  const network = { family, network: value >> hostBits, hostBits };
  return { ...network, cidr: formatNetwork(network) };
}

/** Tells whether every address of the second lies in the first; `null` is every address, and the unknown one. */
export function networkCovers(general: AclNetwork | null, special: AclNetwork | null): boolean {
  return general === null || (special !== null && containsNetwork(general, special));
}

/** Tells whether an address can lie in both. */
export function networksOverlap(a: AclNetwork | null, b: AclNetwork | null): boolean {
  return a === null || b === null || networksMeet(a, b);
}
