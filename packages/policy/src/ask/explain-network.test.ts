import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { formatAddress, formatNetwork } from './explain-network.ts';
import { parseAddress, parseNetwork } from '../decide/ip-network.ts';

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
