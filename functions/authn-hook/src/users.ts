import type { UserDocument } from './user-document.ts';

export type FoundUser = { kind: 'found'; value: UserDocument; etag: string } | { kind: 'missing' };
export type WrittenUser = { kind: 'stored'; etag: string } | { kind: 'conflict' };

/** Where users are kept. Every function throws a `StoreError` when the store gives no answer that can be used. */
export type Users = {
  /** The user as it was at most the configured age ago. */
  find(account: string): Promise<FoundUser>;
  /** The user as it is now. */
  read(account: string, conditions?: { ifNoneMatch?: string }): Promise<FoundUser | { kind: 'unchanged' }>;
  create(user: UserDocument): Promise<WrittenUser>;
  replace(user: UserDocument, etag: string): Promise<WrittenUser>;
  /** Whether there is no user at all. */
  isEmpty(): Promise<boolean>;
};
