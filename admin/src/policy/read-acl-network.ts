import { parseAddress } from '@wharfinger/policy';

/** A network of docker_auth's, without bits behind its prefix. */
export type AclNetwork = { family: 4 | 6; network: bigint; hostBits: bigint; cidr: string };

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
  const network = value >> hostBits;
  const width = family === 4 ? 32 : 128;
  const first = network << hostBits;
  const address = family === 4 ? parts(first, 4, 8n, 10).join('.') : parts(first, 8, 16n, 16).join(':');
  return { family, network, hostBits, cidr: `${address}/${width - hostBitCount}` };
}

function parts(value: bigint, count: number, bits: bigint, radix: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    ((value >> (bits * BigInt(count - 1 - index))) & ((1n << bits) - 1n)).toString(radix),
  );
}

/** Tells whether every address of the second lies in the first; `null` is every address, and the unknown one. */
export function networkCovers(general: AclNetwork | null, special: AclNetwork | null): boolean {
  if (general === null || special === null) return general === null;
  return (
    general.family === special.family &&
    general.hostBits >= special.hostBits &&
    special.network >> (general.hostBits - special.hostBits) === general.network
  );
}

/** Tells whether an address can lie in both. */
export function networksOverlap(a: AclNetwork | null, b: AclNetwork | null): boolean {
  return networkCovers(a, b) || networkCovers(b, a);
}
