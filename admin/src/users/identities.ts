import type { Labels } from '@wharfinger/identities';

/** What is written of a user; labels that are left out stay as they are. */
export type UserToWrite = { passwordHash: string; labels: Labels | undefined };

export type Written = { kind: 'written' } | { kind: 'conflict' } | { kind: 'refused'; reason: string };

/** The users of a running system. Every function throws a `RequestError` when it can't be had. */
export type Identities = {
  find(account: string): Promise<{ kind: 'found'; etag: string } | { kind: 'missing' }>;
  /** `conflict`: it exists. */
  create(account: string, user: UserToWrite): Promise<Written>;
  /** `conflict`: it is another version by now. */
  replace(account: string, user: UserToWrite, etag: string): Promise<Written>;
};
