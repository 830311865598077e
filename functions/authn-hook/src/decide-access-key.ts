import { type AccessKey, MAX_ACCESS_KEYS } from './access-key.ts';
import type { Change } from './change-user.ts';
import type { UserDocument } from './user-document.ts';

/** What an administrator says of a new key. */
export type AccessKeyInput = Pick<AccessKey, 'name' | 'scopes' | 'expiresAt'>;

export type AddedAccessKey = { kind: 'added'; key: AccessKey } | { kind: 'name-taken' } | { kind: 'too-many' };

/** Gives a user one more key; two of the same name couldn't be told apart. */
export function addAccessKey(user: UserDocument, key: AccessKey): Change<AddedAccessKey> {
  if (user.accessKeys.some(({ name }) => name === key.name)) return { kind: 'leave', result: { kind: 'name-taken' } };
  if (user.accessKeys.length >= MAX_ACCESS_KEYS) return { kind: 'leave', result: { kind: 'too-many' } };
  const next = { ...user, accessKeys: [...user.accessKeys, key], updatedAt: key.createdAt };
  return { kind: 'write', user: next, result: { kind: 'added', key } };
}

/** Takes a key from a user. One that isn't there is gone already. */
export function removeAccessKey(user: UserDocument, id: string, now: Date): Change<{ wasThere: boolean }> {
  const accessKeys = user.accessKeys.filter((key) => key.id !== id);
  return accessKeys.length === user.accessKeys.length
    ? { kind: 'leave', result: { wasThere: false } }
    : { kind: 'write', user: { ...user, accessKeys, updatedAt: now.toISOString() }, result: { wasThere: true } };
}
