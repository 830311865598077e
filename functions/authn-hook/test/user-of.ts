import { DECOY_HASH } from '../src/argon2-password-hasher.ts';
import type { UserDocument } from '../src/user-document.ts';

/** A user for a test, with what the test is about. */
export function userOf(account: string, about: Partial<UserDocument> = {}): UserDocument {
  return {
    schema: 2,
    account,
    passwordHash: DECOY_HASH,
    passwordVersion: `version-one-of-${account}-0001`,
    labels: {},
    disabled: false,
    accessKeys: [],
    createdAt: '1970-01-01T00:00:00.000Z',
    updatedAt: '1970-01-01T00:00:00.000Z',
    ...about,
  };
}
