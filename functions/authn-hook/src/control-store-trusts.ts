import { type Bucket, createDocuments, type ListedObject, StoreError } from '@wharfinger/control-store';
import pMap from 'p-map';

import { asBroken, type BrokenDocument } from './control-store-broken-document.ts';
import { type DeletedTrust, storedTrustSchema, type TrustDocument, trustKey, TRUSTS_PREFIX } from './trust-document.ts';
import type { RunInBackground } from './run-in-background.ts';
import { MAX_TRUSTS, type Trusts, type TrustSnapshot, type WrittenTrust } from './trusts.ts';

/** As many as a write leaves room for, and some that were written at the same time. */
const MAX_DOCUMENTS = MAX_TRUSTS + 1000;
/** For how long what is left of a deleted trust is kept, for writers who have its ETag. */
const DELETED_KEPT_MS = 86_400_000;
const READ_AT_A_TIME = 16;
const SUFFIX = '.json';

type StoredTrust = { kind: 'found'; value: TrustDocument | DeletedTrust; etag: string } | { kind: 'missing' };
type Entry = { etag: string; trust: TrustDocument | DeletedTrust | 'broken' };

/**
 * Trusts as documents in the control bucket. All of them are kept for `maxAgeMs`; after that the keys are listed, and
 * read are those that changed. A document that can't be read is told of once, and trusts nobody.
 */
export function createControlStoreTrusts(options: {
  bucket: Bucket;
  maxAgeMs: number;
  now: () => Date;
  runInBackground: RunInBackground;
  onBroken: (error: StoreError) => void;
}): Trusts {
  const documents = createDocuments<TrustDocument | DeletedTrust>({
    bucket: options.bucket,
    schema: storedTrustSchema,
  });
  let entries = new Map<string, Entry>();
  let snapshot: TrustSnapshot | undefined;
  let flight: Promise<TrustSnapshot> | undefined;

  async function readStored(name: string): Promise<StoredTrust> {
    const key = trustKey(name);
    const result = await documents.read(key);
    if (result.kind === 'unchanged') return { kind: 'missing' };
    if (result.kind === 'found' && result.value.name !== name) {
      throw new StoreError('ERR_STORE_DOCUMENT_INVALID', `${key} is the document of another trust`, {
        key,
        etag: result.etag,
      });
    }
    return result;
  }

  /** A document that can't be read is an answer too: it must not keep the others from being read. */
  async function readOrBroken(name: string): Promise<StoredTrust | BrokenDocument> {
    return readStored(name).catch(asBroken);
  }

  async function create(trust: TrustDocument): Promise<WrittenTrust> {
    const created = await documents.create(trustKey(trust.name), trust);
    if (created.kind === 'stored') return created;
    const current = await readOrBroken(trust.name);
    return current.kind === 'found' && !isTrust(current.value)
      ? documents.replace(trustKey(trust.name), trust, current.etag)
      : created;
  }

  async function readEntry({ key, etag }: ListedObject): Promise<[string, Entry] | undefined> {
    const known = entries.get(key);
    if (known?.etag === etag) return [key, known];
    const found = await readOrBroken(nameOf(key));
    if (found.kind === 'found') return [key, { etag: found.etag, trust: found.value }];
    if (found.kind === 'missing') return undefined;
    options.onBroken(found.fault);
    return [key, { etag, trust: 'broken' }];
  }

  async function readAll(): Promise<TrustSnapshot> {
    const askedAtMs = options.now().getTime();
    const listed = await listAll(options.bucket);
    const found = await pMap(listed, readEntry, { concurrency: READ_AT_A_TIME });
    entries = new Map(found.filter((entry) => entry !== undefined));
    const trusts = [...entries.values()].map(({ trust }) => trust);
    return {
      trusts: trusts.filter((trust) => isTrust(trust)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      broken: trusts.filter((trust) => trust === 'broken').length,
      documents: entries.size,
      freshUntilMs: askedAtMs + options.maxAgeMs,
    };
  }

  function isLongDeleted(trust: Entry['trust']): boolean {
    if (trust === 'broken' || isTrust(trust)) return false;
    return options.now().getTime() - Date.parse(trust.deletedAt) >= DELETED_KEPT_MS;
  }

  /**
   * NOTE: no store deletes on a condition. A trust that is created between the look and the removal, under a name that
   * was free for a day, is lost; so each is looked at once more, and that only behind a write of a trust.
   */
  async function removeLongDeleted(): Promise<void> {
    await readAll();
    for (const [key, { trust }] of entries) {
      if (!isLongDeleted(trust)) continue;
      const stored = await readOrBroken(nameOf(key));
      if (stored.kind === 'found' && isLongDeleted(stored.value)) await options.bucket.delete(key);
    }
  }

  async function refresh(): Promise<TrustSnapshot> {
    const own = readAll();
    flight = own;
    try {
      const result = await own;
      // A write of our own during the flight took it away: what it brings may be older.
      if (flight === own) snapshot = result;
      return result;
    } finally {
      if (flight === own) flight = undefined;
    }
  }

  function isFresh({ freshUntilMs }: TrustSnapshot): boolean {
    const leftMs = freshUntilMs - options.now().getTime();
    return leftMs > 0 && leftMs <= options.maxAgeMs;
  }

  /** Whatever a write said, the next question goes to the store: its answer may have been lost. */
  async function writing<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } finally {
      snapshot = undefined;
      flight = undefined;
      options.runInBackground('remove what is left of trusts that were deleted', removeLongDeleted);
    }
  }

  return {
    all: async () => flight ?? (snapshot !== undefined && isFresh(snapshot) ? snapshot : refresh()),
    read: async (name) => {
      const stored = await readStored(name);
      return stored.kind === 'found' && isTrust(stored.value)
        ? { kind: 'found', value: stored.value, etag: stored.etag }
        : { kind: 'missing' };
    },
    list: async ({ after, limit }) => {
      const startAfter = after === undefined ? {} : { startAfter: trustKey(after) };
      const { keys, isTruncated } = await options.bucket.list(TRUSTS_PREFIX, { limit, ...startAfter });
      const names = keys.map(({ key }) => nameOf(key));
      const found = await pMap(names, async (name) => ({ name, result: await readOrBroken(name) }), {
        concurrency: READ_AT_A_TIME,
      });
      return {
        trusts: found.flatMap(({ result }) => (result.kind === 'found' && isTrust(result.value) ? [result.value] : [])),
        broken: found.flatMap(({ name, result }) => (result.kind === 'broken' ? [{ name, etag: result.etag }] : [])),
        nextAfter: isTruncated ? names.at(-1) : undefined,
      };
    },
    create: (trust) => writing(create(trust)),
    replace: (trust, etag) => writing(documents.replace(trustKey(trust.name), trust, etag)),
    remove: (name, etag, deletedAt) => writing(documents.replace(trustKey(name), { schema: 1, name, deletedAt }, etag)),
  };
}

async function listAll(bucket: Bucket): Promise<ListedObject[]> {
  const listed: ListedObject[] = [];
  for (let isTruncated = true; isTruncated;) {
    const startAfter = listed.at(-1)?.key;
    const page = await bucket.list(TRUSTS_PREFIX, startAfter === undefined ? {} : { startAfter });
    listed.push(...page.keys);
    if (listed.length > MAX_DOCUMENTS) {
      throw new StoreError('ERR_STORE_DOCUMENT_INVALID', `There are more than ${MAX_DOCUMENTS} trusts`);
    }
    isTruncated = page.isTruncated;
  }
  return listed;
}

function nameOf(key: string): string {
  return key.slice(TRUSTS_PREFIX.length, key.endsWith(SUFFIX) ? -SUFFIX.length : undefined);
}

function isTrust(trust: Entry['trust']): trust is TrustDocument {
  return trust !== 'broken' && 'issuer' in trust;
}
