import { type Bucket, createDocuments, LIST_LIMIT_MAX, parseStoredJson, StoreError } from '@wharfinger/control-store';
import { LRUCache } from 'lru-cache';
import pMap from 'p-map';

import { sumOf, unzip, zip } from './control-store-zip.ts';
import type { CurrentPolicy, Revision, RevisionsPage } from './policies.ts';
import {
  behindRevision,
  documentKey,
  parseRevisionKey,
  revisionKey,
  type RevisionName,
  revisionPrefix,
  REVISIONS_PREFIX,
} from './revision-key.ts';
import { revisionEtag, type RevisionRecord, revisionRecordSchema, shortHash, toRevision } from './stored-policy.ts';
import { decodePolicy } from './stored-policy-decode.ts';
import { documentBody, type Pause, type PolicyText } from './stored-policy-text.ts';

/** Records never change, and whoever comes too late is told of the last ones, over and over. */
const KEPT_RECORDS = 200;
const READ_AT_A_TIME = 16;
/** Two documents have one number only when both were written by hand; more than these, nobody can be asked for. */
const SAME_NUMBER = 10;
const GZIP = { contentType: 'application/gzip' } as const;

type HistoryPage = Pick<RevisionsPage, 'revisions' | 'unreadable'> & { isTruncated: boolean };

/** Every revision, for good: nothing in it that is whole is ever written twice or removed. */
export type History = {
  newest: () => Promise<RevisionName | undefined>;
  /** Whether anything lies there, be it nothing that can be told. */
  isBegun: () => Promise<boolean>;
  /** Puts a revision into the history; one that is there already stays as it is. */
  archive: (record: RevisionRecord, text: PolicyText) => Promise<void>;
  /** What is known of one revision. @throws {StoreError} ERR_STORE_DOCUMENT_INVALID when it can't be read */
  record: (name: RevisionName) => Promise<RevisionRecord | undefined>;
  /** One revision with its document. @throws {StoreError} ERR_STORE_DOCUMENT_INVALID when it can't be read */
  open: (name: RevisionName) => Promise<CurrentPolicy | undefined>;
  /** What the history has of one number; more than one only where somebody wrote by hand. */
  names: (number: number) => Promise<RevisionName[]>;
  page: (page: { limit: number; before?: number | undefined }) => Promise<HistoryPage>;
};

/** The history in the control bucket: a small record for each revision, and each document once, by its sum. */
export function createControlStoreHistory(options: { bucket: Bucket; maxBytes: number; pause: Pause }): History {
  const { bucket, maxBytes, pause } = options;
  const records = createDocuments({ bucket, schema: revisionRecordSchema });
  const known = new LRUCache<string, RevisionRecord>({ max: KEPT_RECORDS });

  /** The first names, whatever else lies between them. */
  async function names(prefix: string, limit: number, after: string = prefix): Promise<RevisionName[]> {
    const found: RevisionName[] = [];
    let startAfter: string | undefined = after;
    let listed = limit;
    while (startAfter !== undefined && found.length < limit) {
      const { keys, isTruncated } = await bucket.list(prefix, { limit: listed, startAfter });
      for (const { key } of keys) {
        const name = parseRevisionKey(key);
        if (name !== undefined && found.length < limit) found.push(name);
      }
      startAfter = isTruncated ? keys.at(-1)?.key : undefined;
      listed = LIST_LIMIT_MAX;
    }
    return found;
  }

  /** Puts a document there; one that is damaged is replaced by a whole one. */
  async function keepDocument(text: PolicyText): Promise<void> {
    const key = documentKey(text.sha256);
    const body = await zip(documentBody(text));
    const put = await bucket.put(key, body, { ...GZIP, ifNoneMatch: '*' });
    if (put.kind === 'stored') return;
    const there = await bucket.get(key);
    if (there.kind !== 'found' || (await isWhole(there.body, text.sha256, maxBytes))) return;
    await bucket.put(key, body, { ...GZIP, ifMatch: there.etag });
  }

  async function record(name: RevisionName): Promise<RevisionRecord | undefined> {
    const key = revisionKey(name);
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const found = await records.read(key);
    if (found.kind !== 'found') return undefined;
    const { revision, sha256 } = found.value;
    if (revision.number !== name.number || revision.etag !== revisionEtag(name) || shortHash(sha256) !== name.hash) {
      throw unreadable(name, key, 'is the record of another revision');
    }
    known.set(key, found.value);
    return found.value;
  }

  async function openDocument(name: RevisionName, sha256: string): Promise<CurrentPolicy['document']> {
    const key = documentKey(sha256);
    const found = await bucket.get(key);
    if (found.kind !== 'found') throw unreadable(name, key, 'is missing');
    const body = await unzip(found.body, maxBytes).catch(() => undefined);
    if (body === undefined) throw unreadable(name, key, 'is not a gzip file, or not a whole one');
    if ((await sumOf(body)) !== sha256) throw unreadable(name, key, 'has other content than its name says');
    const decoding = await decodePolicy(parseStoredJson({ key, body, etag: found.etag }), pause);
    if (decoding.kind === 'ok') return decoding.document;
    throw unreadable(name, key, `isn't a policy document: ${decoding.issues[0]?.message ?? ''}`);
  }

  async function recordOrFault(name: RevisionName): Promise<{ name: RevisionName; found: Revision | StoreError }> {
    try {
      const found = await record(name);
      return {
        name,
        found: found === undefined ? unreadable(name, revisionKey(name), 'is missing') : toRevision(found.revision),
      };
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return { name, found: error };
    }
  }

  return {
    newest: async () => (await names(REVISIONS_PREFIX, 1)).at(0),
    // The prefix itself is what some tools make of a folder.
    isBegun: async () =>
      (await bucket.list(REVISIONS_PREFIX, { limit: 1, startAfter: REVISIONS_PREFIX })).keys.length > 0,
    archive: async (entry, text) => {
      const { number } = entry.revision;
      // The document first: a record promises that there is one.
      await keepDocument(text);
      await records.create(revisionKey({ number, hash: shortHash(text.sha256) }), entry);
    },
    record,
    open: async (name) => {
      const found = await record(name);
      if (found === undefined) return undefined;
      return { document: await openDocument(name, found.sha256), revision: toRevision(found.revision) };
    },
    names: (number) => names(revisionPrefix(number), SAME_NUMBER),
    page: async ({ limit, before }) => {
      const startAfter = before === undefined ? undefined : behindRevision(before);
      const found = await names(REVISIONS_PREFIX, limit + 1, startAfter);
      const entries = await pMap(found.slice(0, limit), recordOrFault, { concurrency: READ_AT_A_TIME });
      return {
        revisions: entries.flatMap(({ found: entry }) => (entry instanceof StoreError ? [] : [entry])),
        unreadable: entries.flatMap(({ name, found: entry }) =>
          entry instanceof StoreError ? [{ number: name.number, etag: revisionEtag(name), reason: entry.message }] : [],
        ),
        isTruncated: found.length > limit,
      };
    },
  };
}

/** A fault of one revision alone, not of the store. */
export function isUnreadable(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'ERR_STORE_DOCUMENT_INVALID';
}

function unreadable({ number }: RevisionName, key: string, reason: string): StoreError {
  const message = `Revision ${number} can't be read: ${key} ${reason}`;
  return new StoreError('ERR_STORE_DOCUMENT_INVALID', message, { key, problems: [{ path: '$', message: reason }] });
}

async function isWhole(zipped: Uint8Array, sha256: string, maxBytes: number): Promise<boolean> {
  const body = await unzip(zipped, maxBytes).catch(() => undefined);
  return body !== undefined && (await sumOf(body)) === sha256;
}
