import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import type { AccessKey } from './access-key.ts';
import { decideOwnLoss } from './decide-own-loss.ts';
import type { UserDocument } from './user-document.ts';

const now = new Date('2026-11-22T00:00:00Z');
const LABELS = { groups: ['administrators', 'developers'], team: ['a'] };
const key = (about: Partial<AccessKey> = {}): AccessKey => {
  const whole = { id: 'AAAAAAAAAA', name: 'a', secretHash: 'x', scopes: null, createdAt: '', expiresAt: null };
  return { ...whole, ...about };
};
const admin = userOf('admin', { labels: LABELS });
const lossBy = (after: Partial<UserDocument>, before = admin) => decideOwnLoss(before, { ...before, ...after }, now);

test.each<[string, Partial<UserDocument>]>([
  ['nothing changed', {}],
  ['another password', { passwordHash: 'another', passwordVersion: 'another' }],
  ['more labels, in another order', { labels: { team: ['b', 'a'], groups: ['developers', 'administrators'], x: [] } }],
  ['a key for everything in the place of the password', { passwordHash: null, accessKeys: [key()] }],
  ['one that ends later', { passwordHash: null, accessKeys: [key({ expiresAt: '2026-11-22T00:00:01Z' })] }],
])('%s loses nothing', (_title, after) => {
  expect(lossBy(after)).toBeUndefined();
});

test.each<[string, Partial<UserDocument>, string]>([
  ['who is disabled', { disabled: true }, 'disabled'],
  ['who has no labels any more', { labels: {} }, 'labels'],
  ['who has a value less', { labels: { ...LABELS, groups: ['developers'] } }, 'labels'],
  ['who has a key of labels less', { labels: { groups: LABELS.groups } }, 'labels'],
  ['who has neither password nor key', { passwordHash: null }, 'credentials'],
  ['who has a key for some things alone', { passwordHash: null, accessKeys: [key({ scopes: ['x'] })] }, 'credentials'],
  ['whose key has ended', { passwordHash: null, accessKeys: [key({ expiresAt: now.toISOString() })] }, 'credentials'],
])('%s is locked out', (_title, after, loss) => {
  expect(lossBy(after)).toBe(loss);
});

test('what somebody did without before is not lost', () => {
  expect(lossBy({ labels: { ...LABELS, more: ['x'] } }, userOf('admin', { passwordHash: null, labels: LABELS }))).toBe(
    undefined,
  );
  expect(lossBy({}, userOf('admin', { disabled: true }))).toBeUndefined();
});

test('who is written for the first time loses nothing, unless disabled', () => {
  expect(decideOwnLoss(undefined, userOf('admin', { passwordHash: null }), now)).toBeUndefined();
  expect(decideOwnLoss(undefined, userOf('admin', { disabled: true }), now)).toBe('disabled');
});
