import { expect, test } from 'vitest';

import { clientAddressOf } from './client-address.ts';

const SOCKET = '10.0.0.1';

test.each([
  ['no header: the socket', undefined, 1, SOCKET],
  ['no trusted hop: the socket, whatever the header says', '192.0.2.9', 0, SOCKET],
  ['one hop: the rightmost', '203.0.113.66, 192.0.2.1', 1, '192.0.2.1'],
  ['two hops: the second from the right', '203.0.113.66, 192.0.2.1, 192.0.2.2', 2, '192.0.2.1'],
  ['more hops than entries: the socket, not what the client wrote', '203.0.113.66', 2, SOCKET],
  ['an empty header: the socket', '', 1, SOCKET],
  ['an empty last entry: the socket', '192.0.2.1,', 1, SOCKET],
  ['garbage: the socket', '203.0.113.66, unknown', 1, SOCKET],
  ['a name: the socket', 'client.example', 1, SOCKET],
  ['an IPv4 address with a port', '192.0.2.1:51234', 1, '192.0.2.1'],
  ['blanks around an entry', '  192.0.2.1  ', 1, '192.0.2.1'],
  ['an entry in quotes', '"192.0.2.1"', 1, '192.0.2.1'],
  ['an IPv6 address', '2001:db8::1', 1, '2001:db8::1'],
  ['an IPv6 address in upper case', '2001:DB8::A', 1, '2001:db8::a'],
  ['an IPv6 address in brackets', '[2001:db8::1]', 1, '2001:db8::1'],
  ['an IPv6 address with a port', '"[2001:db8::1]:443"', 1, '2001:db8::1'],
  ['an IPv4-mapped address is IPv4', '::ffff:192.0.2.1', 1, '192.0.2.1'],
  ['an IPv6 address with a zone: the socket', 'fe80::1%eth0', 1, SOCKET],
  ['an address out of range: the socket', '192.0.2.256', 1, SOCKET],
  ['an IPv4 address with a path: the socket', '192.0.2.1/24', 1, SOCKET],
  ['a bracket left open: the socket', '[2001:db8::1', 1, SOCKET],
])('%s', (_title, forwardedFor, hops, expected) => {
  expect(clientAddressOf(forwardedFor, SOCKET, hops)).toBe(expected);
});

test('a socket that listens on both families shows IPv4 clients as IPv4', () => {
  expect(clientAddressOf(undefined, '::ffff:192.0.2.1', 1)).toBe('192.0.2.1');
});

test('a socket that is gone has no address', () => {
  expect(clientAddressOf(undefined, undefined, 1)).toBe('unknown');
});
