import type { DeletedTrust, TrustDocument } from './trust-document.ts';

export type StoredTrust = { kind: 'found'; value: TrustDocument | DeletedTrust; etag: string } | { kind: 'missing' };
export type WrittenTrust = { kind: 'stored'; etag: string } | { kind: 'conflict' };

/** All trusts as they were a moment ago. */
export type TrustSnapshot = {
  /** In the order of their names, those that are disabled too. */
  readonly trusts: readonly TrustDocument[];
  /** How many documents can't be read: whether one of them fits can't be said. */
  readonly broken: number;
  /** Until when it may be answered by, in milliseconds since 1970. */
  readonly freshUntilMs: number;
};

export type TrustPage = {
  trusts: readonly TrustDocument[];
  /** Names of those whose documents can't be read. */
  broken: readonly string[];
  /** Where the next page begins; `undefined` on the last. */
  nextAfter: string | undefined;
};

/** Where trusts are kept. Every function throws a `StoreError` when the store gives no answer that can be used. */
export type Trusts = {
  /** All of them, as they were at most the configured age ago. */
  all(): Promise<TrustSnapshot>;
  /** One as it is now; a deleted one as what is left of it. */
  read(name: string): Promise<StoredTrust>;
  /** Those from behind `after`, as they are now; fewer than `limit` where some were deleted. */
  list(page: { after?: string | undefined; limit: number }): Promise<TrustPage>;
  create(trust: TrustDocument): Promise<WrittenTrust>;
  replace(trust: TrustDocument | DeletedTrust, etag: string): Promise<WrittenTrust>;
};
