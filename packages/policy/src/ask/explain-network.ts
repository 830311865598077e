import type { IpAddress, IpNetwork } from '../decide/ip-network.ts';

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((bits) => String((value >> bits) & 0xffn)).join('.');
}

/** @see RFC 5952 section 4 */
function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  const text = `:${groups.map((group) => group.toString(16)).join(':')}:`;
  const [zeros] = [...text.matchAll(/(?::0){2,}(?=:)/g)].map(([run]) => run).toSorted((a, b) => b.length - a.length);
  const shortened = zeros === undefined ? text : text.replace(zeros, ':');
  return shortened.replace(/^:(?!:)/, '').replace(/(?<!:):$/, '');
}

/** Writes an address as one reads it. */
export function formatAddress({ family, value }: IpAddress): string {
  return family === 4 ? formatIpv4(value) : formatIpv6(value);
}

/** Writes a network as policies do: `10.0.0.0/8`. */
export function formatNetwork({ family, network, hostBits }: IpNetwork): string {
  const prefixLength = (family === 4 ? 32n : 128n) - hostBits;
  return `${formatAddress({ family, value: network << hostBits })}/${prefixLength}`;
}
