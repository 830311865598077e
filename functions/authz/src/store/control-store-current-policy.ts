import { type Etag, StoreError } from '@wharfinger/control-store';
import { DEFAULT_POLICY, type PolicyDocument } from '@wharfinger/policy';

import { type History, isUnreadable } from './control-store-history.ts';
import type { PolicyVersion, StoredDocument } from './control-store-policy-document.ts';
import type { CurrentPolicy, Revision, RevisionChanges } from './policies.ts';
import { NO_CHANGES, summarizeChanges } from './revision-changes.ts';
import { POLICY_KEY, type RevisionName } from './revision-key.ts';
import { identifyDocument, revisionByHand } from './revision-of-document.ts';
import { revisionEtag, shortHash, type StoredPolicy, toRevision } from './stored-policy.ts';
import { type Pause, toPolicyText } from './stored-policy-text.ts';

/** The policy with what its place in the store is known by; both undefined where there is no document. */
export type ReadPolicy = {
  current: CurrentPolicy;
  etag: Etag | undefined;
  stored: StoredPolicy | undefined;
  newest: RevisionName | undefined;
};

export type CurrentPolicyReader = {
  /** What the store has now, and which revision that is by the history of now. */
  read: () => Promise<ReadPolicy>;
  /** The same for whoever asks over and over: mostly one request. */
  revalidate: () => Promise<ReadPolicy>;
  /** Whether the store has answered, and what it sent is being checked. */
  isChecking: () => boolean;
  /** The policy where there never was a document, as revision 0. */
  default: () => Promise<CurrentPolicy>;
};

/** A document that was there and is gone: a denial may have stood in it, so nothing stands in for it. */
function gone(): StoreError {
  const message = 'was there and is gone: put it back, or write one with the defaults alone';
  const problems = [{ path: '$', message }];
  return new StoreError('ERR_STORE_DOCUMENT_INVALID', `${POLICY_KEY} ${message}`, { key: POLICY_KEY, problems });
}

async function orUnreadable<T>(what: Promise<T>): Promise<T | undefined> {
  return what.catch((error: unknown) => {
    if (isUnreadable(error)) return undefined;
    throw error;
  });
}

/** Reads the document and says which revision it is, of those written by hand too. */
export function createCurrentPolicyReader(options: {
  document: StoredDocument;
  history: History;
  pause: Pause;
}): CurrentPolicyReader {
  const { document, history } = options;
  let isHistoryKnownEmpty = false;
  let lastRevalidated: ReadPolicy | undefined;
  let byDefault: Promise<CurrentPolicy> | undefined;
  let changesByHand: { of: string; changes: Promise<RevisionChanges> } | undefined;

  async function describeDefault(): Promise<CurrentPolicy> {
    const { sha256 } = await toPolicyText(DEFAULT_POLICY, options.pause);
    const etag = revisionEtag({ number: 0, hash: shortHash(sha256) });
    const nobody = { author: null, at: null, reason: null, changes: NO_CHANGES };
    return { document: DEFAULT_POLICY, revision: { number: 0, etag, ...nobody } };
  }

  function readDefault(): Promise<CurrentPolicy> {
    byDefault ??= describeDefault();
    return byDefault;
  }

  async function compareWith(newest: RevisionName | undefined, after: PolicyDocument): Promise<RevisionChanges> {
    const before = newest === undefined ? undefined : await orUnreadable(history.open(newest));
    return summarizeChanges(before?.document ?? DEFAULT_POLICY, after);
  }

  async function describeByHand(
    name: RevisionName,
    newest: RevisionName | undefined,
    stored: StoredPolicy,
  ): Promise<Revision> {
    const of = `${revisionEtag(name)} after ${newest === undefined ? 'nothing' : revisionEtag(newest)}`;
    if (changesByHand?.of !== of) changesByHand = { of, changes: compareWith(newest, stored.document) };
    const { changes } = changesByHand;
    try {
      return revisionByHand(name, await changes);
    } catch (error) {
      if (changesByHand?.changes === changes) changesByHand = undefined;
      throw error;
    }
  }

  async function describe({ etag, stored }: PolicyVersion, newest: RevisionName | undefined): Promise<ReadPolicy> {
    const read = (revision: Revision): ReadPolicy => ({
      current: { document: stored.document, revision },
      etag,
      stored,
      newest,
    });
    const identity = identifyDocument(stored, newest);
    if (identity.kind === 'own' && stored.revision !== undefined) return read(toRevision(stored.revision));
    if (identity.kind === 'archived') {
      const record = await orUnreadable(history.record(identity.name));
      return read(record === undefined ? revisionByHand(identity.name, NO_CHANGES) : toRevision(record.revision));
    }
    return read(await describeByHand(identity.name, newest, stored));
  }

  async function defaultOrGone(newest: RevisionName | undefined): Promise<ReadPolicy> {
    if (newest !== undefined || document.wasSeen()) throw gone();
    isHistoryKnownEmpty = true;
    return { current: await readDefault(), etag: undefined, stored: undefined, newest };
  }

  async function read(): Promise<ReadPolicy> {
    // First the history: see `identifyDocument`.
    const newest = await history.newest();
    const version = await document.read();
    return version === undefined ? defaultOrGone(newest) : describe(version, newest);
  }

  return {
    read,
    default: readDefault,
    isChecking: document.isChecking,
    revalidate: async () => {
      const version = await document.read();
      if (version === undefined) return isHistoryKnownEmpty ? defaultOrGone(undefined) : read();
      if (lastRevalidated?.etag === version.etag) return lastRevalidated;
      // What it says of itself is enough here; one written by hand is looked up in the history.
      const isOwn = identifyDocument(version.stored, undefined).kind === 'own';
      lastRevalidated = isOwn ? await describe(version, undefined) : await read();
      return lastRevalidated;
    },
  };
}
