import { expect, test } from 'vitest';

import { clientNetwork, clientSite } from './client-network.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::7', '2001:db8:1:2'],
  ['2001:db8::7', '2001:db8:0:0'],
  ['2001:db8:1:2::192.0.2.7', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('%s is a client of the network %s', (address, expected) => {
  expect(clientNetwork(address)).toBe(expected);
});

test.each([
  ['192.0.2.7', undefined],
  ['::ffff:192.0.2.7', undefined],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1'],
  ['2001:DB8:1:ffff::7', '2001:db8:1'],
  ['2001:db8::7', '2001:db8:0'],
])('%s is of the site %s', (address, expected) => {
  expect(clientSite(address)).toBe(expected);
});
