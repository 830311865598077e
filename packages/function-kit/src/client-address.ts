import { isIP } from 'node:net';

/**
 * Finds the client's address behind `trustedProxyHops` proxies, each of which appended the address that connected to it.
 * Entries further left are whatever the client wrote; a header that is too short or garbled gives the socket's address.
 */
export function clientAddressOf(
  forwardedFor: string | undefined,
  socketAddress: string | undefined,
  trustedProxyHops: number,
): string {
  const socket = parseAddress(socketAddress ?? '') ?? 'unknown';
  if (trustedProxyHops === 0 || forwardedFor === undefined) return socket;
  return parseAddress(forwardedFor.split(',').at(-trustedProxyHops) ?? '') ?? socket;
}

/** Takes `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`; an IPv4-mapped address as IPv4. */
function parseAddress(text: string): string | undefined {
  const trimmed = text.trim().replace(/^"(.*)"$/, '$1');
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(trimmed)?.[1] ?? trimmed;
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
  return isIP(address) === 0 || address.includes('%') ? undefined : address.toLowerCase();
}
