import type { Labels } from '@wharfinger/native-api';

import type { UserDocument } from './user-document.ts';

/** What an administrator sees of a user: never a hash. */
export type PublicUser = {
  account: string;
  labels: Labels;
  disabled: boolean;
  /** False: it signs in by access keys alone. */
  hasPassword: boolean;
  /** How many there are. */
  accessKeys: number;
  createdAt: string;
  updatedAt: string;
};

export function toPublicUser(user: UserDocument): PublicUser {
  const { account, labels, disabled, passwordHash, accessKeys, createdAt, updatedAt } = user;
  const derived = { hasPassword: passwordHash !== null, accessKeys: accessKeys.length };
  return { account, labels, disabled, ...derived, createdAt, updatedAt };
}
