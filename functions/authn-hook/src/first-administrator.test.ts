import { createFixedClock, createMemoryBucket, createSequentialIds } from '@wharfinger/fakes';
import { Secret } from '@wharfinger/function-kit';
import { expect, test } from 'vitest';

import { DECOY_HASH } from './argon2-password-hasher.ts';
import { createControlStoreUsers } from './control-store-users.ts';
import { ensureFirstAdministrator } from './first-administrator.ts';

function open() {
  const { now } = createFixedClock();
  const bucket = createMemoryBucket();
  const users = createControlStoreUsers({ bucket, maxAgeMs: 5000, now });
  const hashed: string[] = [];
  const hasher = {
    hash: async (password: string) => {
      hashed.push(password);
      return DECOY_HASH;
    },
  };
  return { bucket, hashed, deps: { users, hasher, now, newId: createSequentialIds('version-of-the-test') } };
}

const admin = { account: 'admin', password: new Secret('the-first-password') };

test('the first administrator is made once, with the label that administers', async () => {
  const { bucket, deps, hashed } = open();
  expect(await ensureFirstAdministrator(admin, deps)).toEqual({ kind: 'created' });
  expect(await ensureFirstAdministrator(admin, deps)).toEqual({ kind: 'exists' });
  expect(hashed).toEqual(['the-first-password']);
  expect(JSON.parse(bucket.contents()['identities/users/admin.json'] ?? '')).toEqual({
    schema: 2,
    account: 'admin',
    passwordHash: DECOY_HASH,
    passwordVersion: 'version-of-the-test-0001',
    labels: { groups: ['administrators'] },
    disabled: false,
    accessKeys: [],
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  });
});

test('an administrator that exists is left as it is, whatever the password', async () => {
  const { bucket, deps } = open();
  await ensureFirstAdministrator(admin, deps);
  const before = bucket.contents();
  const other = { ...admin, password: new Secret('another-password') };
  expect(await ensureFirstAdministrator(other, deps)).toEqual({ kind: 'exists' });
  expect(bucket.contents()).toEqual(before);
});

test('of two instances that start together one makes it', async () => {
  const { deps } = open();
  const made = await Promise.all([ensureFirstAdministrator(admin, deps), ensureFirstAdministrator(admin, deps)]);
  expect(made.map(({ kind }) => kind).toSorted()).toEqual(['created', 'exists']);
});

test('without a password nobody is made, and it is said when there is nobody', async () => {
  const { bucket, deps } = open();
  const without = { ...admin, password: undefined };
  expect(await ensureFirstAdministrator(without, deps)).toEqual({ kind: 'nobody' });
  expect(bucket.contents()).toEqual({});
  await ensureFirstAdministrator({ ...admin, account: 'root' }, deps);
  expect(await ensureFirstAdministrator(without, deps)).toEqual({ kind: 'exists' });
});

test('an administrator that was deleted does not come back', async () => {
  const { deps } = open();
  await ensureFirstAdministrator(admin, deps);
  const found = await deps.users.read('admin');
  await deps.users.remove('admin', found.kind === 'found' ? found.etag : '', '2026-01-01T00:00:00.000Z');
  expect(await ensureFirstAdministrator(admin, deps)).toEqual({ kind: 'exists' });
  expect(await deps.users.read('admin')).toEqual({ kind: 'missing', wasDeleted: true });
});
