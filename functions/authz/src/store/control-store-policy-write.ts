import { type Bucket, type Etag, invalidDocument, StoreError } from '@wharfinger/control-store';
import type { PolicyDocument } from '@wharfinger/policy';

import type { ReadPolicy } from './control-store-current-policy.ts';
import type { History } from './control-store-history.ts';
import type { StoredDocument } from './control-store-policy-document.ts';
import { archiveRevision, type RevisionKeeper } from './control-store-revision-keeper.ts';
import type { ChangeBy } from './policies.ts';
import { summarizeChanges } from './revision-changes.ts';
import { POLICY_KEY } from './revision-key.ts';
import { revisionEtag, revisionName, shortHash, type StoredRevision, toRevision } from './stored-policy.ts';
import { decodePolicy } from './stored-policy-decode.ts';
import { type Pause, type PolicyText, storedBody, toPolicyText } from './stored-policy-text.ts';

/** How often a write whose answer got lost is tried again. */
const MAX_FAULTS = 3;

/** A write that is made ready: the same bytes over the same version, however often it is tried. */
type Prepared = {
  over: Etag | undefined;
  document: PolicyDocument;
  revision: StoredRevision;
  text: PolicyText;
  body: Uint8Array;
};

export type WriteOutcome =
  | { kind: 'written'; policy: ReadPolicy }
  | { kind: 'unchanged' | 'too-large' }
  /** Somebody was faster, or the answer got lost: read again. */
  | { kind: 'again' };

/** One change of the policy, from its first try to its last. */
export type PolicyWrite = {
  /** The change as it was written by an earlier try, of which nobody heard. */
  findWritten: (now: ReadPolicy) => Promise<ReadPolicy | undefined>;
  write: (before: ReadPolicy, document: PolicyDocument) => Promise<WriteOutcome>;
};

export type PolicyWriteOptions = {
  bucket: Bucket;
  document: StoredDocument;
  history: History;
  keeper: Pick<RevisionKeeper, 'keep'>;
  pause: Pause;
  maxBytes: number;
  now: () => Date;
  newId: () => string;
};

/** Puts what is replaced into the history, then replaces it, unless it isn't there any more. */
export function createPolicyWrite(options: PolicyWriteOptions, by: ChangeBy): PolicyWrite {
  const { bucket, history, pause, maxBytes } = options;
  let prepared: Prepared | undefined;
  let faults = 0;

  async function prepare(before: ReadPolicy, document: PolicyDocument, text: PolicyText): Promise<Prepared> {
    const decoding = await decodePolicy(document, pause);
    if (decoding.kind === 'invalid') throw invalidDocument({ key: POLICY_KEY }, decoding.issues);
    const number = Math.max(before.current.revision.number, before.newest?.number ?? 0) + 1;
    const revision: StoredRevision = {
      number,
      etag: revisionEtag({ number, hash: shortHash(text.sha256) }),
      author: by.author,
      at: options.now().toISOString(),
      reason: by.reason,
      changes: summarizeChanges(before.current.document, document),
      ...(by.restored === undefined ? {} : { restored: by.restored }),
      ...(by.isForced === undefined ? {} : { isForced: by.isForced }),
      writeId: options.newId(),
    };
    return { over: before.etag, document, revision, text, body: storedBody(text, revision) };
  }

  async function archiveReplaced(before: ReadPolicy): Promise<void> {
    const { current, newest } = before;
    if (newest === undefined || revisionEtag(newest) !== current.revision.etag) await archiveRevision(before, options);
  }

  async function finish(etag: Etag, { document, revision, text }: Prepared, before: ReadPolicy): Promise<ReadPolicy> {
    const stored = { document, revision, sha256: text.sha256 };
    options.document.wrote({ etag, stored });
    const written = { current: { document, revision: toRevision(revision) }, etag, stored, newest: before.newest };
    // A store that fails now takes nothing away: it is tried again, and before somebody replaces it.
    await history.archive({ schema: 1, revision, sha256: text.sha256 }, text).catch(() => options.keeper.keep(written));
    return written;
  }

  async function put({ over, body }: Prepared): Promise<{ kind: 'stored'; etag: Etag } | { kind: 'again' }> {
    const condition = over === undefined ? ({ ifNoneMatch: '*' } as const) : { ifMatch: over };
    try {
      const result = await bucket.put(POLICY_KEY, body, { ...condition, contentType: 'application/json' });
      return result.kind === 'stored' ? result : { kind: 'again' };
    } catch (error) {
      faults += 1;
      if (!isOutcomeOpen(error) || faults >= MAX_FAULTS) throw error;
      return { kind: 'again' };
    }
  }

  return {
    findWritten: async (now) => {
      if (prepared === undefined || now.etag === prepared.over) return undefined;
      const { document, revision, text } = prepared;
      if (now.stored?.revision?.writeId === revision.writeId) return now;
      // Whoever replaced it has put it into the history before.
      const record = faults === 0 ? undefined : await history.record(revisionName(revision));
      if (record?.revision.writeId !== revision.writeId) {
        prepared = undefined;
        return undefined;
      }
      const stored = { document, revision, sha256: text.sha256 };
      return { current: { document, revision: toRevision(revision) }, etag: undefined, stored, newest: now.newest };
    },
    write: async (before, document) => {
      if (prepared === undefined) {
        const text = await toPolicyText(document, pause);
        if (text.sha256 === before.stored?.sha256) return { kind: 'unchanged' };
        prepared = await prepare(before, document, text);
      }
      if (prepared.body.byteLength > maxBytes) return { kind: 'too-large' };
      await archiveReplaced(before);
      const result = await put(prepared);
      return result.kind === 'again'
        ? result
        : { kind: 'written', policy: await finish(result.etag, prepared, before) };
    },
  };
}

/** A write that may have been applied, or may be yet. */
function isOutcomeOpen(error: unknown): boolean {
  return (
    error instanceof StoreError &&
    (error.code === 'ERR_STORE_UNAVAILABLE' || error.code === 'ERR_STORE_OUTCOME_UNKNOWN')
  );
}
