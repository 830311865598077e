import type { PolicyDocument } from '@wharfinger/policy';

/** Largest document, stored or sent; some 150,000 bindings. */
export const POLICY_MAX_BYTES: number = 32 * 1024 * 1024;

/** What a revision changed, each as `bindings/dev-team`, `roles/deployer`, `denials/freeze` or `defaults`. */
export type RevisionChanges = {
  added: string[];
  changed: string[];
  removed: string[];
  /** There are more than are named. */
  areTruncated?: true | undefined;
};

/** One state that the policy was in, and who made it so. */
export type Revision = {
  /** Counts up from 1; 0 is the default policy, which nobody wrote. */
  number: number;
  /** Names this very document, `<number>-<hash>`; without quotes. */
  etag: string;
  /** The account that wrote it; null when it was written by hand, past the API. */
  author: string | null;
  /** RFC 3339; null when it was written by hand. */
  at: string | null;
  /** Why, in the author's words. */
  reason: string | null;
  changes: RevisionChanges;
  /** The number of the revision that was restored. */
  restored?: number | undefined;
  /** It was made though it may lock the last administrator out. */
  isForced?: true | undefined;
};

/** The policy as the store has it. */
export type CurrentPolicy = { document: PolicyDocument; revision: Revision };

/** Who changes the policy, and why. */
export type ChangeBy = {
  author: string;
  reason: string | null;
  restored?: number | undefined;
  isForced?: true | undefined;
};

/** What an edit makes of the policy; a refusal writes nothing. */
export type PolicyEdit<Refusal> =
  | { kind: 'write'; document: PolicyDocument }
  | { kind: 'unchanged' }
  | { kind: 'refused'; refusal: Refusal };

export type PolicyChangeOutcome<Refusal> =
  | { kind: 'written' | 'unchanged'; current: CurrentPolicy }
  | { kind: 'refused'; refusal: Refusal; current: CurrentPolicy }
  /** What the edit makes of it has more than `maxBytes`; nothing was written. */
  | { kind: 'too-large'; maxBytes: number; current: CurrentPolicy };

/** A revision that the history has and that can't be read; the others can. */
export type UnreadableRevision = { number: number; etag: string; reason: string };

export type PolicyMendOutcome = { kind: 'written'; current: CurrentPolicy } | { kind: 'changed' };

export type RevisionsPage = {
  /** Newest first. */
  revisions: Revision[];
  /** Those of the page that can't be read, newest first. */
  unreadable: UnreadableRevision[];
  /** Number to go on before; undefined at the end. */
  nextBefore: number | undefined;
};

/** The policy document and its history. Every method throws a `StoreError` on a fault. */
export type Policies = {
  /**
   * What the store has now; the default policy as revision 0 where there never was one.
   *
   * @throws {StoreError} ERR_STORE_DOCUMENT_INVALID, with an `etag`, for a document that can't be read, or is gone: then
   * the ETag is that of the last revision that is known of
   */
  read: () => Promise<CurrentPolicy>;
  /** Compare-and-swap: `edit` may run several times and must be pure. What was there before is in the history first. */
  change: <Refusal>(
    by: ChangeBy,
    edit: (current: CurrentPolicy) => PolicyEdit<Refusal> | Promise<PolicyEdit<Refusal>>,
  ) => Promise<PolicyChangeOutcome<Refusal>>;
  /**
   * Replaces a document that can't be read, or is gone: the version that `etag` names, which is the one of the
   * `StoreError` that `read` throws. What was there is kept as it was. `changed`: it is another version by now.
   */
  mend: (by: ChangeBy, etag: string, document: PolicyDocument) => Promise<PolicyMendOutcome>;
  /** Of a policy that can't be read or is gone, all that the history has. */
  revisions: (page: { limit: number; before?: number | undefined }) => Promise<RevisionsPage>;
  /**
   * One revision with its whole document, 0 being the default policy; undefined when there is none of that number. The
   * current one is needed for nothing but itself.
   *
   * @throws {StoreError} ERR_STORE_DOCUMENT_INVALID, saying why, for one that can't be read
   */
  revision: (number: number) => Promise<CurrentPolicy | undefined>;
};
