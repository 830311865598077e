import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import { DECOY_HASH } from './argon2-password-hasher.ts';
import { createControlStoreUsers } from './control-store-users.ts';
import type { Limited } from './limit-concurrency.ts';
import { createPasswordRehash } from './rehash-password.ts';
import { createBackground } from './run-in-background.ts';

const BCRYPT = '$2y$04$DvtorWjWHIRty0UVwxEgqez7MF8pNuRf/N5Pf64SPpY1XM4Y3akOe';
const NEW_HASH = DECOY_HASH.replace('B0BX', 'C1CY');
const alice = userOf('alice', { passwordHash: BCRYPT, labels: { groups: ['a'] } });

async function open(options: { isWritable?: boolean; isBusy?: boolean } = {}) {
  const bucket = createMemoryBucket();
  const users = createControlStoreUsers({ bucket, maxAgeMs: 5000, now: createFixedClock().now });
  await users.create(alice);
  const warnings: unknown[] = [];
  const hashed: string[] = [];
  const background = createBackground({ log: { warn: (fields: unknown) => warnings.push(fields) } });
  const rehash = createPasswordRehash({
    users,
    hasher: {
      hash: async (password) => {
        hashed.push(password);
        return NEW_HASH;
      },
    },
    limit: async <T>(work: () => Promise<T>): Promise<Limited<T>> =>
      options.isBusy === true ? { kind: 'busy', who: 'everybody' } : { kind: 'done', value: await work() },
    isWritable: () => options.isWritable ?? true,
    runInBackground: background.run,
  });
  return { bucket, hashed, rehash, settled: () => background.settled(), users, warnings };
}

test('a hash of bcrypt gives way to one of ours; version and everything else stay', async () => {
  const { rehash, settled, users } = await open();
  rehash(alice, 'correct horse');
  await settled();
  expect(await users.find('alice')).toMatchObject({ value: { ...alice, passwordHash: NEW_HASH } });
});

test('many sign-ins at once hash once', async () => {
  const { hashed, rehash, settled } = await open();
  for (let count = 0; count < 10; count += 1) rehash(alice, 'correct horse');
  await settled();
  expect(hashed).toEqual(['correct horse']);
  rehash({ ...alice, passwordHash: NEW_HASH }, 'correct horse');
  await settled();
  expect(hashed).toHaveLength(1);
});

test('a password that was set meanwhile stays', async () => {
  const { hashed, rehash, settled, users } = await open();
  const found = await users.read('alice');
  const changed = { ...alice, passwordHash: DECOY_HASH };
  await users.replace(changed, found.kind === 'found' ? found.etag : '');
  rehash(alice, 'correct horse');
  await settled();
  expect(hashed).toEqual([]);
  expect(await users.read('alice')).toMatchObject({ value: changed });
});

test('whoever changes the user while it is hashed wins', async () => {
  const { rehash, settled, users } = await open();
  const found = await users.read('alice');
  const disabled = { ...alice, disabled: true };
  rehash(alice, 'correct horse');
  await users.replace(disabled, found.kind === 'found' ? found.etag : '');
  await settled();
  expect(await users.read('alice')).toMatchObject({ value: { disabled: true } });
});

test('a fault is logged without the password, and the next sign-in tries again', async () => {
  const { bucket, rehash, settled, users, warnings } = await open();
  bucket.failNext(1, { operation: 'put' });
  rehash(alice, 'correct horse');
  await settled();
  expect(warnings).toMatchObject([{ what: 'hash a password anew' }]);
  expect(JSON.stringify(warnings)).not.toContain('horse');
  rehash(alice, 'correct horse');
  await settled();
  expect(await users.read('alice')).toMatchObject({ value: { passwordHash: NEW_HASH } });
});

test.each([
  ['a store that may not keep conditions', { isWritable: false }],
  ['too many passwords that wait', { isBusy: true }],
])('%s leaves the hash as it is', async (_title, options) => {
  const { rehash, settled, users, warnings } = await open(options);
  rehash(alice, 'correct horse');
  await settled();
  expect(await users.read('alice')).toMatchObject({ value: { passwordHash: BCRYPT } });
  expect(warnings).toEqual([]);
});
