import { expect, test } from 'vitest';

import { waitingKeys } from './waiting-keys.ts';

test.each([
  ['192.0.2.7', ['account alice', 'address 192.0.2.7']],
  ['2001:db8:1:2:3:4:5:6', ['account alice', 'address 2001:db8:1:2']],
  [null, ['account alice']],
])('a sign-in from %s shares its places with %j', (address, expected) => {
  expect(waitingKeys('alice', address)).toEqual(expected);
});
