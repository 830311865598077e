import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { classifyIssuerAddress, parseNetwork } from './workload-issuer-address.ts';

const networks = (...texts: string[]) => texts.map((text) => parseNetwork(text)).filter((found) => found !== undefined);

describe('an issuer is asked at', () => {
  test.each(['1.1.1.1', '140.82.112.3', '2606:50c0:8000::153', '2a00:1450::1'])('%s', (address) => {
    expect(classifyIssuerAddress(address, [])).toBe('public');
  });

  test.each([
    ['127.0.0.1', '127.0.0.0/8'],
    ['10.96.0.1', '10.0.0.0/8'],
    ['fd00::7', 'fd00::/8'],
    ['::1', '::1/128'],
    ['1.1.1.1', '1.1.1.0/24'],
  ])('%s when %s is allowed', (address, network) => {
    expect(classifyIssuerAddress(address, networks(network))).toBe('private');
  });
});

describe('an issuer is never asked at', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['loopback', '::1'],
    ['any address', '0.0.0.0'],
    ['any address', '::'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['link-local, and metadata', '169.254.169.254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['unique local, and metadata', 'fd00:ec2::254'],
    ['site-local', 'fec0::1'],
    ['carrier-grade NAT, and metadata', '100.100.100.200'],
    ['the host behind a machine of Azure', '168.63.129.16'],
    ['protocol assignments, and metadata', '192.0.0.192'],
    ['benchmarking', '198.18.0.1'],
    ['documentation', '203.0.113.9'],
    ['documentation', '2001:db8::1'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['IPv4 in IPv6', '::ffff:127.0.0.1'],
    ['IPv4 in IPv6', '::ffff:1.1.1.1'],
    ['IPv4 in IPv6', '::127.0.0.1'],
    ['IPv4 in IPv6', '::7f00:1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['no global unicast', '4000::1'],
    ['segment routing', '5f00::1'],
    ['no address', 'localhost'],
    ['no address', ''],
    ['octal', '0177.0.0.1'],
    ['shortened', '127.1'],
    ['a number', '2130706433'],
    ['hexadecimal', '0x7f000001'],
  ])('%s: %s', (_, address) => {
    expect(classifyIssuerAddress(address, [])).toBe('forbidden');
    expect(classifyIssuerAddress(address, networks('203.0.114.0/24', 'fd12::/16'))).toBe('forbidden');
  });

  test('an IPv4 address in the clothes of IPv6, whatever network of IPv4 is allowed', () => {
    expect(classifyIssuerAddress('::ffff:10.0.0.1', networks('10.0.0.0/8', '0.0.0.0/0'))).toBe('forbidden');
  });
});

test('an allowed network allows its own addresses and none besides', () => {
  const allowed = networks('10.20.0.0/16');
  fc.assert(
    fc.property(fc.nat(255), fc.nat(255), fc.nat(255), (second, third, fourth) => {
      const expected = second === 20 ? 'private' : 'forbidden';
      expect(classifyIssuerAddress(`10.${second}.${third}.${fourth}`, allowed)).toBe(expected);
    }),
  );
});

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', 'fd00::/129', 'localhost/8', '/8', '', '0x0a.0.0.0/8'])(
  '%s is no network',
  (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  },
);
