import { type Etag, StoreError } from '@wharfinger/control-store';
import { DEFAULT_POLICY, type PolicyDocument } from '@wharfinger/policy';

import { type History, isUnreadable } from './control-store-history.ts';
import type { PolicyVersion, StoredDocument } from './control-store-policy-document.ts';
import type { CurrentPolicy, Revision, RevisionChanges } from './policies.ts';
import { NO_CHANGES, summarizeChanges } from './revision-changes.ts';
import { POLICY_KEY, type RevisionName } from './revision-key.ts';
import { identifyDocument, isOwn, revisionByHand } from './revision-of-document.ts';
import { revisionEtag, revisionName, shortHash, type StoredPolicy, toRevision } from './stored-policy.ts';
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
  /** The newest that this process has read or written, be it gone since. */
  last: () => ReadPolicy | undefined;
  /** Takes over what was written here. */
  wrote: (written: ReadPolicy) => void;
  /** What the place of a lost document is known by: the ETag of the newest revision that there was. */
  etagOfGone: (newest: RevisionName | undefined) => string;
  /** The policy where there never was a document, as revision 0. */
  default: () => Promise<CurrentPolicy>;
};

/** The store gave an older document than before. */
export class OlderPolicyError extends StoreError {
  constructor(number: number, last: number) {
    super('ERR_STORE_UNAVAILABLE', `the store gives revision ${number} after revision ${last}`, { key: POLICY_KEY });
  }
}

/** A document that was there and is gone: a denial may have stood in it, so nothing stands in for it. */
function gone(etag: string): StoreError {
  const message = 'was there and is gone: restore a revision, or write one with this ETag as If-Match';
  const problems = [{ path: '$', message }];
  return new StoreError('ERR_STORE_DOCUMENT_INVALID', `${POLICY_KEY} ${message}`, { key: POLICY_KEY, etag, problems });
}

/** Where neither the history nor this process knows what was there. */
const GONE_UNSEEN = 'gone';

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
  /** The one with the highest number. */
  let last: ReadPolicy | undefined;
  /** An older version than the last one, which the store gave once. */
  let doubted: string | undefined;
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

  /** The newest of the history, or what was read before it got there. */
  function newestKnown(newest: RevisionName | undefined, known: ReadPolicy | undefined): RevisionName | undefined {
    if (known === undefined) return newest;
    const name = revisionName(known.current.revision);
    return newest === undefined || newest.number < name.number ? name : newest;
  }

  async function compareWith(before: RevisionName | undefined, after: PolicyDocument): Promise<RevisionChanges> {
    if (before === undefined) return summarizeChanges(DEFAULT_POLICY, after);
    const isLast = last?.current.revision.etag === revisionEtag(before);
    const found = isLast ? last?.current : await orUnreadable(history.open(before));
    return summarizeChanges(found?.document ?? DEFAULT_POLICY, after);
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

  async function describeArchived(name: RevisionName, known: ReadPolicy | undefined): Promise<Revision> {
    if (known?.current.revision.etag === revisionEtag(name)) return known.current.revision;
    const record = await orUnreadable(history.record(name));
    return record === undefined ? revisionByHand(name, NO_CHANGES) : toRevision(record.revision);
  }

  async function describe(
    { etag, stored }: PolicyVersion,
    newest: RevisionName | undefined,
    known: ReadPolicy | undefined,
  ): Promise<ReadPolicy> {
    const before = newestKnown(newest, known);
    const identity = identifyDocument(stored, before);
    const read = (revision: Revision): ReadPolicy =>
      note({ current: { document: stored.document, revision }, etag, stored, newest });
    if (identity.kind === 'own' && stored.revision !== undefined) return read(toRevision(stored.revision));
    if (identity.kind === 'archived') return read(await describeArchived(identity.name, known));
    return read(await describeByHand(identity.name, before, stored));
  }

  function note(read: ReadPolicy): ReadPolicy {
    if (last === undefined || last.current.revision.number <= read.current.revision.number) last = read;
    return read;
  }

  async function defaultOrGone(newest: RevisionName | undefined): Promise<ReadPolicy> {
    const wasThere = newest !== undefined || document.wasSeen();
    if (wasThere || (!isHistoryKnownEmpty && (await history.isBegun()))) throw gone(etagOfGone(newest));
    isHistoryKnownEmpty = true;
    return { current: await readDefault(), etag: undefined, stored: undefined, newest };
  }

  function etagOfGone(newest: RevisionName | undefined): string {
    const name = newestKnown(newest, last);
    return name === undefined ? GONE_UNSEEN : revisionEtag(name);
  }

  async function read(): Promise<ReadPolicy> {
    // First what was known, and the history: see `identifyDocument`.
    const known = last;
    const newest = await history.newest();
    const version = await document.read();
    return version === undefined ? defaultOrGone(newest) : describe(version, newest, known);
  }

  /** What the API wrote before the last one is told of once as a fault: if it stays, somebody has put it back. */
  function doubtOlder({ etag, stored }: PolicyVersion, known: ReadPolicy | undefined): void {
    const number = isOwn(stored) ? stored.revision?.number : undefined;
    const lastNumber = known?.current.revision.number ?? 0;
    const isOlder = number !== undefined && number < lastNumber;
    const wasDoubted = doubted === etag;
    doubted = isOlder ? etag : undefined;
    if (isOlder && !wasDoubted) throw new OlderPolicyError(number, lastNumber);
  }

  return {
    read,
    default: readDefault,
    last: () => last,
    wrote: (written) => void note(written),
    etagOfGone,
    isChecking: document.isChecking,
    revalidate: async () => {
      const known = last;
      if (known === undefined && !isHistoryKnownEmpty) {
        lastRevalidated = await read();
        return lastRevalidated;
      }
      const version = await document.read();
      if (version === undefined) return isHistoryKnownEmpty ? defaultOrGone(undefined) : read();
      if (lastRevalidated?.etag === version.etag) return lastRevalidated;
      doubtOlder(version, known);
      // What it says of itself is enough after one that is known; else it is looked up in the history.
      const isNext =
        known !== undefined && identifyDocument(version.stored, newestKnown(undefined, known)).kind === 'own';
      lastRevalidated = isNext ? await describe(version, undefined, known) : await read();
      return lastRevalidated;
    },
  };
}
