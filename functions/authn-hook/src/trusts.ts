import type { TrustDocument } from './trust-document.ts';

/** How many there may be, those that were deleted a day ago or less among them. */
export const MAX_TRUSTS = 10_000;

export type FoundTrust = { kind: 'found'; value: TrustDocument; etag: string } | { kind: 'missing' };
export type WrittenTrust = { kind: 'stored'; etag: string } | { kind: 'conflict' };

/** All trusts as they were a moment ago. */
export type TrustSnapshot = {
  /** In the order of their names, those that are disabled too. */
  readonly trusts: readonly TrustDocument[];
  /** How many documents can't be read: whether one of them fits can't be said. */
  readonly broken: number;
  /** How many documents there are, those of trusts that were deleted too. */
  readonly documents: number;
  /** Until when it may be answered by, in milliseconds since 1970. */
  readonly freshUntilMs: number;
};

export type TrustPage = {
  trusts: readonly TrustDocument[];
  /** Names of those whose documents can't be read, with the ETags by which these are replaced or removed. */
  broken: readonly { name: string; etag: string }[];
  /** Where the next page begins; `undefined` on the last. */
  nextAfter: string | undefined;
};

/** Where trusts are kept. Every function throws a `StoreError` when the store gives no answer that can be used. */
export type Trusts = {
  /** All of them, as they were at most the configured age ago. */
  all(): Promise<TrustSnapshot>;
  /** One as it is now. */
  read(name: string): Promise<FoundTrust>;
  /** Those from behind `after`, as they are now; fewer than `limit` where some were deleted. */
  list(page: { after?: string | undefined; limit: number }): Promise<TrustPage>;
  /** Stores a trust that doesn't exist, or was deleted. */
  create(trust: TrustDocument): Promise<WrittenTrust>;
  replace(trust: TrustDocument, etag: string): Promise<WrittenTrust>;
  /** Puts a mark in the place of one version of a trust, which reads as missing from then on. */
  remove(name: string, etag: string, deletedAt: string): Promise<WrittenTrust>;
};
