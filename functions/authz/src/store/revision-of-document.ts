import type { Revision, RevisionChanges } from './policies.ts';
import type { RevisionName } from './revision-key.ts';
import { revisionEtag, revisionName, shortHash, type StoredPolicy } from './stored-policy.ts';

/** Which revision a document is. */
export type DocumentRevision =
  /** It says so itself, and nothing speaks against it. */
  | { kind: 'own'; name: RevisionName }
  /** It is that one of the history, written by hand over it or not replaced yet. */
  | { kind: 'archived'; name: RevisionName }
  /** Somebody wrote it past the API. */
  | { kind: 'by-hand'; name: RevisionName };

/**
 * @param newest newest of the history, listed **before** the document was read: then whatever is newer in the history
 * than the document says is what somebody has put it back over
 */
export function identifyDocument(stored: StoredPolicy, newest: RevisionName | undefined): DocumentRevision {
  const hash = shortHash(stored.sha256);
  const { revision } = stored;
  if (revision !== undefined) {
    const name = revisionName(revision);
    const isNewest = newest === undefined || newest.number < name.number || newest.hash === hash;
    if (name.hash === hash && isNewest) return { kind: 'own', name };
  }
  if (newest?.hash === hash) return { kind: 'archived', name: newest };
  const number = Math.max(newest?.number ?? 0, revision?.number ?? 0) + 1;
  return { kind: 'by-hand', name: { number, hash } };
}

/** The revision that a document written by hand is. */
export function revisionByHand(name: RevisionName, changes: RevisionChanges): Revision {
  return { number: name.number, etag: revisionEtag(name), author: null, at: null, reason: null, changes };
}
