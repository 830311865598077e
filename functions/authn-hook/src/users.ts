import type { UserDocument } from './user-document.ts';

export type FoundUser =
  | { kind: 'found'; value: UserDocument; etag: string }
  /** `wasDeleted`: there was one. */
  | { kind: 'missing'; wasDeleted: boolean };
export type WrittenUser = { kind: 'stored'; etag: string } | { kind: 'conflict' };

export type UsersPage = {
  users: UserDocument[];
  /** Accounts whose documents can't be read, with the ETags by which these are replaced or removed. */
  broken: { account: string; etag: string }[];
  /** Where the next page begins; `undefined` on the last. */
  nextAfter: string | undefined;
};

/** Where users are kept. Every function throws a `StoreError` when the store gives no answer that can be used. */
export type Users = {
  /** The user as it was at most the configured age ago, and until when that is good enough to answer by. */
  find(account: string): Promise<FoundUser & { freshUntilMs: number }>;
  /** The user as it is now. */
  read(account: string, conditions?: { ifNoneMatch?: string }): Promise<FoundUser | { kind: 'unchanged' }>;
  /** Users in the order of their keys, from behind `after`, an earlier page's `nextAfter`; at most `limit`, fewer where some were deleted. */
  list(page: { after?: string | undefined; limit: number }): Promise<UsersPage>;
  /** Stores a user that doesn't exist, or was deleted. */
  create(user: UserDocument): Promise<WrittenUser>;
  replace(user: UserDocument, etag: string): Promise<WrittenUser>;
  /** Puts a mark in the place of one version of a user, which reads as missing from then on. */
  remove(account: string, etag: string, deletedAt: string): Promise<WrittenUser>;
  /** Whether there is no user at all, and never was. */
  isEmpty(): Promise<boolean>;
};
