import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import { type AccessKey, MAX_ACCESS_KEYS } from './access-key.ts';
import { addAccessKey, removeAccessKey } from './decide-access-key.ts';
import { userDocumentSchema } from './user-document.ts';

const keyOf = (number: number, name = `key ${number}`): AccessKey => ({
  id: String(number).padStart(10, '0'),
  name,
  secretHash: 'h'.repeat(43),
  scopes: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: null,
});
const alice = userOf('alice', { accessKeys: [keyOf(1)] });

test('a key comes behind those there are', () => {
  expect(addAccessKey(alice, keyOf(2))).toEqual({
    kind: 'write',
    user: { ...alice, accessKeys: [keyOf(1), keyOf(2)], updatedAt: '2026-01-01T00:00:00.000Z' },
    result: { kind: 'added', key: keyOf(2) },
  });
});

test('a second key of the same name is left out', () => {
  expect(addAccessKey(alice, keyOf(2, 'key 1'))).toEqual({ kind: 'leave', result: { kind: 'name-taken' } });
});

test('a user has as many as its document may hold, and no more', () => {
  const full = { ...alice, accessKeys: Array.from({ length: MAX_ACCESS_KEYS }, (_, index) => keyOf(index)) };
  expect(userDocumentSchema.safeParse(full).success).toBe(true);
  expect(addAccessKey(full, keyOf(99))).toEqual({ kind: 'leave', result: { kind: 'too-many' } });
  const overfull = { ...full, accessKeys: [...full.accessKeys, keyOf(99)] };
  expect(userDocumentSchema.safeParse(overfull).success).toBe(false);
});

test('a key that is revoked is gone, and one that is gone is left so', () => {
  const now = new Date('2026-02-01T00:00:00.000Z');
  expect(removeAccessKey(alice, keyOf(1).id, now)).toEqual({
    kind: 'write',
    user: { ...alice, accessKeys: [], updatedAt: '2026-02-01T00:00:00.000Z' },
    result: { wasThere: true },
  });
  expect(removeAccessKey(alice, keyOf(2).id, now)).toEqual({ kind: 'leave', result: { wasThere: false } });
});
