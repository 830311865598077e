import { BlockList } from 'node:net';
import type { Parsed } from '@wharfinger/oci';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { formatAddress, isInNetwork, parseAddress, parseNetwork } from './ip-network.ts';

// Few bits, so that addresses share prefixes often.
const octet = fc.constantFrom(0, 1, 127, 128, 255);
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const group = fc.constantFrom('0', '1', '8000', 'ffff', 'FE80');
const ipv6 = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')),
  fc
    .tuple(fc.array(group, { maxLength: 3 }), fc.array(group, { maxLength: 3 }))
    .map((halves) => halves.map((half) => half.join(':')).join('::')),
);

/** The network of the given length that the address lies in, by Node's own reading of addresses. */
function judge(base: string, prefixLength: number, address: string, family: 'ipv4' | 'ipv6'): boolean {
  const list = new BlockList();
  list.addSubnet(base, prefixLength, family);
  return list.check(address, family);
}

function parse<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return parsed.value;
}

function isIn(network: string, address: string): boolean {
  return isInNetwork(parse(parseAddress(address)), parse(parseNetwork(network)));
}

test('IPv4 networks hold what Node’s block list holds', () => {
  const network = fc.tuple(fc.array(octet, { maxLength: 4 }), fc.nat(32)).map(([octets, more]) => ({
    base: [...octets, 0, 0, 0, 0].slice(0, 4).join('.'),
    length: Math.min(32, octets.length * 8 + more),
  }));
  fc.assert(
    fc.property(network, ipv4, ({ base, length }, address) => {
      expect(isIn(`${base}/${length}`, address)).toBe(judge(base, length, address, 'ipv4'));
    }),
    { numRuns: 1000 },
  );
});

test('IPv6 networks hold what Node’s block list holds', () => {
  const network = fc.tuple(fc.array(group, { maxLength: 7 }), fc.nat(128)).map(([groups, more]) => ({
    base: `${groups.join(':')}::`,
    length: Math.min(128, groups.length * 16 + more),
  }));
  // Node takes a mapped address for both families at once; here it is IPv4 alone, as the examples say.
  const unmapped = ipv6.filter((text) => parse(parseAddress(text)).family === 6);
  fc.assert(
    fc.property(network, unmapped, ({ base, length }, address) => {
      expect(isIn(`${base}/${length}`, address)).toBe(judge(base, length, address, 'ipv6'));
    }),
    { numRuns: 1000 },
  );
});

test('an address reads the same mapped into IPv6', () => {
  fc.assert(
    fc.property(ipv4, (address) => {
      expect(parseAddress(`::ffff:${address}`)).toEqual(parseAddress(address));
    }),
  );
});

test('no text makes the parsers throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:./%]{0,45}$/)), (text) => {
      expect(['ok', 'invalid']).toContain(parseAddress(text).kind);
      expect(['ok', 'invalid']).toContain(parseNetwork(text).kind);
    }),
    { numRuns: 2000 },
  );
});

test('what is written is read as the same address', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const parsed = parseAddress(text);
      fc.pre(parsed.kind === 'ok');
      expect(parsed.kind === 'ok' && parseAddress(formatAddress(parsed.value))).toEqual(parsed);
    }),
    { numRuns: 1000 },
  );
});

test('an IPv6 address is written as the URL standard writes it', () => {
  const groups = fc.array(fc.constantFrom('0', '0', '1', 'ab'), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(groups, (parts) => {
      const parsed = parseAddress(parts.join(':'));
      expect(parsed.kind === 'ok' && `[${formatAddress(parsed.value)}]`).toBe(
        new URL(`http://[${parts.join(':')}]`).hostname,
      );
    }),
    { numRuns: 1000 },
  );
});
