import { expect, test } from 'vitest';

import { clientAddressOf } from './client-address.ts';

const SOCKET = '10.0.0.1';

test.each([
  ['no header: unknown', undefined, 1, undefined],
  ['no trusted hop: the socket, whatever the header says', '192.0.2.9', 0, SOCKET],
  ['one hop: the rightmost', '203.0.113.66, 192.0.2.1', 1, '192.0.2.1'],
  ['two hops: the second from the right', '203.0.113.66, 192.0.2.1, 192.0.2.2', 2, '192.0.2.1'],
  ['more hops than entries: unknown, neither the proxy nor what the client wrote', '203.0.113.66', 2, undefined],
  ['an empty header: unknown', '', 1, undefined],
  ['an empty last entry: unknown', '192.0.2.1,', 1, undefined],
  ['garbage: unknown', '203.0.113.66, unknown', 1, undefined],
  ['a name: unknown', 'client.example', 1, undefined],
  ['an IPv4 address with a port', '192.0.2.1:51234', 1, '192.0.2.1'],
  ['blanks around an entry', '  192.0.2.1  ', 1, '192.0.2.1'],
  ['an entry in quotes', '"192.0.2.1"', 1, '192.0.2.1'],
  ['an IPv6 address', '2001:db8::1', 1, '2001:db8::1'],
  ['an IPv6 address in upper case', '2001:DB8::A', 1, '2001:db8::a'],
  ['an IPv6 address in brackets', '[2001:db8::1]', 1, '2001:db8::1'],
  ['an IPv6 address with a port', '"[2001:db8::1]:443"', 1, '2001:db8::1'],
  ['an IPv4-mapped address is IPv4', '::ffff:192.0.2.1', 1, '192.0.2.1'],
  ['an IPv6 address with a zone, without the zone', 'fe80::1%eth0', 1, 'fe80::1'],
  ['an IPv6 address with a zone and a port', '[fe80::1%25eth0]:443', 1, 'fe80::1'],
  ['an address out of range: unknown', '192.0.2.256', 1, undefined],
  ['an IPv4 address with a path: unknown', '192.0.2.1/24', 1, undefined],
  ['a bracket left open: unknown', '[2001:db8::1', 1, undefined],
])('%s', (_title, forwardedFor, hops, expected) => {
  expect(clientAddressOf(forwardedFor, SOCKET, hops)).toBe(expected);
});

test('a socket that listens on both families shows IPv4 clients as IPv4', () => {
  expect(clientAddressOf(undefined, '::ffff:192.0.2.1', 0)).toBe('192.0.2.1');
});

test('a socket of a link-local address is shown without its zone', () => {
  expect(clientAddressOf(undefined, 'fe80::1%eth0', 0)).toBe('fe80::1');
});

test('a socket that is gone has no address', () => {
  expect(clientAddressOf(undefined, undefined, 0)).toBeUndefined();
});
