import { createLocalJWKSet } from 'jose';
import { afterAll, expect, test } from 'vitest';

import { clock, issuer, signed, trustWith } from '../test/workload-under-test.ts';
import { verifyWorkloadToken } from './workload-verification.ts';

afterAll(() => issuer.close());

test('a key that WebCrypto takes for none verifies nothing for its trust, and is no fault of the others', async () => {
  const good = createLocalJWKSet(issuer.jwks);
  const keysOf = ({ name }: { name: string }) =>
    name === 'b' ? good : () => Promise.reject(new DOMException('Invalid keyData', 'DataError'));
  const deps = { keysOf, now: clock.now };
  const token = await signed();
  expect(await verifyWorkloadToken(token, [trustWith({}, 'a')], deps)).toEqual({
    kind: 'refused',
    why: 'a: the key of the token cannot be used',
  });
  expect(await verifyWorkloadToken(token, [trustWith({}, 'a'), trustWith({}, 'b')], deps)).toMatchObject({
    kind: 'verified',
    trust: { name: 'b' },
  });
});
