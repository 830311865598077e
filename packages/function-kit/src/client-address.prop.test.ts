import { isIP } from 'node:net';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { clientAddressOf } from './client-address.ts';

const address = fc.oneof(fc.ipV4(), fc.ipV6());

test('whatever the client writes before the trusted entries changes nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.ipV4(), { minLength: 1, maxLength: 4 }), (forged, trusted) => {
      const honest = clientAddressOf(trusted.join(', '), '10.0.0.1', trusted.length);
      expect(honest).toBe(trusted[0]);
      expect(clientAddressOf(`${forged}, ${trusted.join(', ')}`, '10.0.0.1', trusted.length)).toBe(honest);
    }),
  );
});

test('the answer is an IP address or nothing, and behind a proxy never the proxy', () => {
  fc.assert(
    fc.property(fc.string(), address, fc.nat(4), (header, socket, hops) => {
      const found = clientAddressOf(header, socket, hops);
      const isTooShort = hops > header.split(',').length;
      expect(found === undefined ? hops > 0 : isIP(found) !== 0 && !isTooShort).toBe(true);
    }),
  );
});
