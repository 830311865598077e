import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { addressNetwork } from './address-network.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::7', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::7', '2001:db8:1:2::/64'],
  ['2001:db8::7', '2001:db8:0:0::/64'],
  ['2001:db8:1:2::192.0.2.7', '2001:db8:1:2::/64'],
  ['::1:2:3:4:5:192.0.2.7', '0:1:2:3::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is a client of the network %s', (address, expected) => {
  expect(addressNetwork(address)).toBe(expected);
});

test('addresses that begin with the same four groups are one network, however they are written', () => {
  const group = fc.nat({ max: 0xffff }).map((number) => number.toString(16));
  const four = fc.tuple(group, group, group, group);
  fc.assert(
    fc.property(four, four, ([a, b, c, d], rest) => {
      const network = addressNetwork([a, b, c, d, ...rest].join(':'));
      expect(network).toBe(`${[a, b, c, d].join(':')}::/64`);
      expect(addressNetwork(`${[a, b, c, d].map((text) => text.padStart(4, '0')).join(':')}::`)).toBe(network);
    }),
  );
});
