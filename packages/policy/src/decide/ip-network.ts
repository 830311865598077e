import { type Parsed, quoteText } from '@wharfinger/oci';
import * as z from 'zod';

/** An IP address as a number. An IPv4 address mapped into IPv6 (`::ffff:10.0.0.7`) is the IPv4 address. */
export type IpAddress = { readonly family: 4 | 6; readonly value: bigint };

/** A CIDR network: all addresses of the family that share the bits above `hostBits`. */
export type IpNetwork = { readonly family: 4 | 6; readonly network: bigint; readonly hostBits: bigint };

const IPV4 = z.ipv4();
const IPV6 = z.ipv6();
/** What `::ffff:0:0/96` begins with, as a number; no IPv4 address is that large. */
const MAPPED_NETWORK = 0xffffn;

function readIpv4(text: string): bigint {
  return text.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function readGroups(text: string): bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));
}

/** Writes a trailing dotted quad (`::ffff:10.0.0.7`) as two groups. */
function withoutDottedQuad(text: string): string {
  const [quad] = /[0-9.]+$/.exec(text) ?? [''];
  if (!quad.includes('.')) {
    return text;
  }
  const value = readIpv4(quad);
  return `${text.slice(0, -quad.length)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

function readIpv6(text: string): bigint {
  const [head = '', tail = ''] = withoutDottedQuad(text).split('::');
  const first = readGroups(head);
  const last = readGroups(tail);
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => 0n);
  return [...first, ...zeros, ...last].reduce((value, group) => (value << 16n) | group, 0n);
}

function parseWithoutMapping(text: string): IpAddress | undefined {
  if (IPV4.safeParse(text).success) {
    return { family: 4, value: readIpv4(text) };
  }
  return IPV6.safeParse(text).success ? { family: 6, value: readIpv6(text) } : undefined;
}

/** Parses an IPv4 or IPv6 address; an IPv6 zone (`%eth0`) is dropped. */
export function parseAddress(text: string): Parsed<IpAddress> {
  const address = parseWithoutMapping(text.replace(/%.*$/, ''));
  if (address === undefined) {
    return { kind: 'invalid', reason: `${quoteText(text)} is not an IP address.` };
  }
  return address.value >> 32n === MAPPED_NETWORK
    ? { kind: 'ok', value: { family: 4, value: address.value & 0xffffffffn } }
    : { kind: 'ok', value: address };
}

/** Parses `10.0.0.0/8` or `2001:db8::/32`. Bits behind the prefix must be zero; `::ffff:0:0/96` and longer are IPv4. */
export function parseNetwork(text: string): Parsed<IpNetwork> {
  const [, addressText = '', prefixText = ''] = /^([^/]*)\/([0-9]{1,3})$/.exec(text) ?? [];
  const address = parseWithoutMapping(addressText);
  const width = address?.family === 4 ? 32 : 128;
  const prefixLength = Number(prefixText);
  if (address === undefined || prefixLength > width) {
    return { kind: 'invalid', reason: `${quoteText(text)} is not a network: write 10.0.0.0/8 or 2001:db8::/32.` };
  }
  const hostBits = BigInt(width - prefixLength);
  const network = address.value >> hostBits;
  if (network << hostBits !== address.value) {
    return { kind: 'invalid', reason: `${quoteText(text)} has bits set behind its prefix.` };
  }
  // A prefix below 96 would have had a bit behind it.
  return address.value >> 32n === MAPPED_NETWORK
    ? { kind: 'ok', value: { family: 4, network: network & (0xffffffffn >> hostBits), hostBits } }
    : { kind: 'ok', value: { family: address.family, network, hostBits } };
}

/** Tells whether the address lies in the network. IPv4 and IPv6 are apart: `::/0` holds no IPv4 address. */
export function isInNetwork(address: IpAddress, network: IpNetwork): boolean {
  return address.family === network.family && address.value >> network.hostBits === network.network;
}

/** Whether every address of the inner network is in the outer one. */
export function containsNetwork(outer: IpNetwork, inner: IpNetwork): boolean {
  const first = { family: inner.family, value: inner.network << inner.hostBits };
  return outer.hostBits >= inner.hostBits && isInNetwork(first, outer);
}

/** Whether an address can be in both: of two networks that meet, one contains the other. */
export function networksMeet(a: IpNetwork, b: IpNetwork): boolean {
  return containsNetwork(a, b) || containsNetwork(b, a);
}

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
