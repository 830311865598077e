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

/** How far ahead of the history a document may say that it is: further, nobody could tell what lies between. */
const MAX_AHEAD = 1000;

/**
 * @param newest newest of the history, listed **before** the document was read: then whatever is newer in the history
 * than the document says is what somebody has put it back over
 */
export function identifyDocument(stored: StoredPolicy, newest: RevisionName | undefined): DocumentRevision {
  const hash = shortHash(stored.sha256);
  const last = newest?.number ?? 0;
  const said = saidNumber(stored, last);
  const isSame = newest?.hash === hash;
  if (said !== undefined && isOwn(stored) && (said > last || (isSame && said === last))) {
    return { kind: 'own', name: { number: said, hash } };
  }
  if (isSame) return { kind: 'archived', name: newest };
  return { kind: 'by-hand', name: { number: Math.max(last, said ?? 0) + 1, hash } };
}

/** Whether a document is still what the API wrote. */
export function isOwn({ revision, sha256 }: StoredPolicy): boolean {
  return revision !== undefined && revisionName(revision).hash === shortHash(sha256);
}

/** The number that a document says it has, if it may. */
export function saidNumber({ revision }: Pick<StoredPolicy, 'revision'>, last: number): number | undefined {
  return revision === undefined || revision.number > last + MAX_AHEAD ? undefined : revision.number;
}

/** The revision that a document written by hand is. */
export function revisionByHand(name: RevisionName, changes: RevisionChanges): Revision {
  return { number: name.number, etag: revisionEtag(name), author: null, at: null, reason: null, changes };
}
