import { describe, expect, test } from 'vitest';

import {
  containsNetwork,
  formatAddress,
  formatNetwork,
  isInNetwork,
  networksMeet,
  parseAddress,
  parseNetwork,
} from './ip-network.ts';

function contains(network: string, address: string): boolean {
  const [parsedNetwork, parsedAddress] = [parseNetwork(network), parseAddress(address)];
  if (parsedNetwork.kind === 'invalid' || parsedAddress.kind === 'invalid') throw new Error('not an example');
  return isInNetwork(parsedAddress.value, parsedNetwork.value);
}

describe('parseAddress', () => {
  test.each([
    ['10.0.0.7', 4, 0x0a000007n],
    ['0.0.0.0', 4, 0n],
    ['255.255.255.255', 4, 0xffffffffn],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['1::', 6, 1n << 112n],
    ['2001:db8::7', 6, 0x20010db8000000000000000000000007n],
    ['1:2:3:4:5:6:7:8', 6, 0x00010002000300040005000600070008n],
    ['FE80::A', 6, 0xfe80000000000000000000000000000an],
    ['fe80::1%eth0', 6, 0xfe800000000000000000000000000001n],
    ['64:ff9b::10.0.0.7', 6, 0x0064ff9b00000000000000000a000007n],
    ['::ffff:10.0.0.7', 4, 0x0a000007n],
    ['::ffff:a00:7', 4, 0x0a000007n],
    ['0:0:0:0:0:ffff:10.0.0.7', 4, 0x0a000007n],
    ['::10.0.0.7', 6, 0x0a000007n],
  ])('reads %s as family %i', (text, family, value) => {
    expect(parseAddress(text)).toEqual({ kind: 'ok', value: { family, value } });
  });

  test.each([
    [''],
    ['10.0.0'],
    ['10.0.0.256'],
    ['010.0.0.1'],
    ['10.0.0.1 '],
    ['1::2::3'],
    ['::g'],
    ['localhost'],
    ['10.0.0.0/8'],
    ['[::1]'],
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toEqual({ kind: 'invalid', reason: expect.stringContaining('not an IP address') });
  });
});

describe('parseNetwork', () => {
  test.each([
    ['10.0.0.0/8', 4, 10n, 24n],
    ['10.0.0.7/32', 4, 0x0a000007n, 0n],
    ['0.0.0.0/0', 4, 0n, 32n],
    ['2001:db8::/32', 6, 0x20010db8n, 96n],
    ['::/0', 6, 0n, 128n],
    ['::ffff:10.0.0.0/104', 4, 10n, 24n],
    ['::ffff:0:0/96', 4, 0n, 32n],
  ])('reads %s as family %i', (text, family, network, hostBits) => {
    expect(parseNetwork(text)).toEqual({ kind: 'ok', value: { family, network, hostBits } });
  });

  test.each([
    ['', 'not a network'],
    ['10.0.0.0', 'not a network'],
    ['10.0.0.0/', 'not a network'],
    ['10.0.0.0/33', 'not a network'],
    ['10.0.0.0/-1', 'not a network'],
    ['10.0.0.0/8/8', 'not a network'],
    ['2001:db8::/129', 'not a network'],
    ['fe80::%eth0/64', 'not a network'],
    ['example.com/8', 'not a network'],
    ['x/10.0.0.0/8', 'not a network'],
    ['10.0.0.1/8', 'bits set'],
    ['2001:db8::1/32', 'bits set'],
    ['::ffff:10.0.0.1/104', 'bits set'],
    ['::ffff:0:0/95', 'bits set'],
  ])('refuses %j: %s', (text, reason) => {
    expect(parseNetwork(text)).toEqual({ kind: 'invalid', reason: expect.stringContaining(reason) });
  });
});

describe('isInNetwork', () => {
  test.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.7/32', '10.0.0.7', true],
    ['10.0.0.7/32', '10.0.0.6', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '::1', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '10.0.0.7', false],
    ['::1/128', '::1', true],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '11.1.2.3', false],
    ['::ffff:0:0/96', '203.0.113.9', true],
    ['::ffff:0:0/96', '2001:db8::1', false],
    ['::/1', '::ffff:10.0.0.7', false],
  ])('%s holds %s: %s', (network, address, expected) => {
    expect(contains(network, address)).toBe(expected);
  });
});

test.each([
  ['10.0.0.0/8', '10.1.0.0/16', true, true],
  ['10.0.0.0/8', '10.0.0.0/16', true, true],
  ['10.0.0.0/8', '10.0.0.0/8', true, true],
  ['10.0.0.0/16', '10.0.0.0/8', false, true],
  ['10.1.0.0/16', '10.0.0.0/8', false, true],
  ['10.1.0.0/16', '10.2.0.0/16', false, false],
  ['0.0.0.0/0', '::/0', false, false],
  ['::/0', '0.0.0.0/0', false, false],
  ['::ffff:10.0.0.0/104', '10.1.0.0/16', true, true],
])('%s contains %s: %s; they meet: %s', (outer, inner, doesContain, doMeet) => {
  const [a, b] = [parseNetwork(outer), parseNetwork(inner)];
  if (a.kind === 'invalid' || b.kind === 'invalid') throw new Error('not an example');
  expect([containsNetwork(a.value, b.value), networksMeet(a.value, b.value)]).toEqual([doesContain, doMeet]);
});

test.each([
  ['10.0.0.7', '10.0.0.7'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['::', '::'],
  ['::1', '::1'],
  ['2001:db8::', '2001:db8::'],
  ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
])('the address %s is written %s', (text, expected) => {
  const parsed = parseAddress(text);
  expect(parsed.kind === 'ok' && formatAddress(parsed.value)).toBe(expected);
});

test.each(['10.0.0.0/8', '0.0.0.0/0', '192.0.2.1/32', '2001:db8::/32', '::/0', '::1/128'])(
  'the network %s is written as in policies',
  (text) => {
    const parsed = parseNetwork(text);
    expect(parsed.kind === 'ok' && formatNetwork(parsed.value)).toBe(text);
  },
);
