import { isIP } from 'node:net';

/**
 * Finds the client's address behind `trustedProxyHops` proxies, each of which appended the address that connected to it.
 * Entries further left are whatever the client wrote. A header that is too short or garbled gives `undefined`: the
 * socket then belongs to a proxy, whose address lies in networks that the client isn't in.
 */
export function clientAddressOf(
  forwardedFor: string | undefined,
  socketAddress: string | undefined,
  trustedProxyHops: number,
): string | undefined {
  if (trustedProxyHops === 0) return parseAddress(socketAddress ?? '');
  return parseAddress(forwardedFor?.split(',').at(-trustedProxyHops) ?? '');
}

/**
 * Takes `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`; an IPv4-mapped address as
 * IPv4, an address with a zone (`fe80::1%eth0`) without it.
 */
function parseAddress(text: string): string | undefined {
  const trimmed = text.trim().replace(/^"(.*)"$/, '$1');
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(trimmed)?.[1] ?? trimmed;
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
  return isIP(address) === 0 ? undefined : address.replace(/%.*$/, '').toLowerCase();
}
