import {
  type Bucket,
  type CachedDocument,
  type CachedRead,
  createCachedDocument,
  createDocuments,
  StoreError,
} from '@wharfinger/control-store';
import { LRUCache } from 'lru-cache';
import pMap from 'p-map';

import { asBroken, type BrokenDocument } from './control-store-broken-document.ts';
import {
  accountOfKey,
  type StoredUser,
  storedUserSchema,
  type UserDocument,
  userKey,
  USERS_PREFIX,
} from './user-document.ts';
import type { FoundUser, Users } from './users.ts';

const MAX_CACHED = 1000;
const READ_AT_A_TIME = 8;

/**
 * Users as documents in the control bucket; those asked for last are kept for `maxAgeMs`. So are accounts that nobody has,
 * apart from them: whoever makes some up pushes no user out.
 */
export function createControlStoreUsers(options: { bucket: Bucket; maxAgeMs: number; now: () => Date }): Users {
  const documents = createDocuments<StoredUser>({ bucket: options.bucket, schema: storedUserSchema });
  const there = new LRUCache<string, CachedDocument<StoredUser>>({ max: MAX_CACHED });
  const missing = new LRUCache<string, CachedDocument<StoredUser>>({ max: MAX_CACHED });

  function cached(account: string): CachedDocument<StoredUser> {
    const known = there.get(account) ?? missing.get(account);
    if (known !== undefined) return known;
    const document = createCachedDocument({ documents, key: userKey(account), ...options });
    missing.set(account, document);
    return document;
  }

  /** One that was pushed out meanwhile stays out: no write would have expired it. */
  function keepApart(account: string, document: CachedDocument<StoredUser>, { kind }: FoundUser): void {
    const [into, outOf] = kind === 'found' ? [there, missing] : [missing, there];
    if (outOf.peek(account) !== document) return;
    outOf.delete(account);
    into.set(account, document);
  }

  /** Whatever a write said, the next `find` asks the store: its answer may have been lost. */
  async function writing<T>(account: string, write: Promise<T>): Promise<T> {
    try {
      return await write;
    } finally {
      (there.peek(account) ?? missing.peek(account))?.expire();
    }
  }

  async function create(user: UserDocument): ReturnType<Users['create']> {
    const key = userKey(user.account);
    const created = await documents.create(key, user);
    if (created.kind === 'stored') return created;
    const current = await documents.read(key).catch(asBroken);
    return current.kind === 'found' && 'deletedAt' in current.value
      ? documents.replace(key, user, current.etag)
      : created;
  }

  async function read(account: string, conditions: { ifNoneMatch?: string } = {}): ReturnType<Users['read']> {
    const result = await documents.read(userKey(account), conditions);
    return result.kind === 'unchanged' ? result : ownUser(account, result);
  }

  /** A document that can't be read keeps none of the others from being listed. */
  async function readOrBroken(account: string): Promise<Awaited<ReturnType<typeof read>> | BrokenDocument> {
    return read(account).catch(asBroken);
  }

  async function list({ after, limit }: Parameters<Users['list']>[0]): ReturnType<Users['list']> {
    const startAfter = after === undefined ? {} : { startAfter: `${USERS_PREFIX}${after}` };
    const { keys, isTruncated } = await options.bucket.list(USERS_PREFIX, { limit, ...startAfter });
    const accounts = keys.flatMap(({ key }) => accountOfKey(key) ?? []);
    const listed = await pMap(accounts, async (account) => ({ account, found: await readOrBroken(account) }), {
      concurrency: READ_AT_A_TIME,
    });
    return {
      users: listed.flatMap(({ found }) => (found.kind === 'found' ? [found.value] : [])),
      broken: listed.flatMap(({ account, found }) => (found.kind === 'broken' ? [{ account, etag: found.etag }] : [])),
      nextAfter: isTruncated ? keys.at(-1)?.key.slice(USERS_PREFIX.length) : undefined,
    };
  }

  return {
    find: async (account) => {
      const document = cached(account);
      const result = await document.read().catch((error: unknown) => {
        throw withoutKey(error, userKey(account));
      });
      const found = ownUser(account, result);
      keepApart(account, document, found);
      return { ...found, freshUntilMs: options.now().getTime() + document.freshForMs() };
    },
    read,
    list,
    create: (user) => writing(user.account, create(user)),
    replace: (user, etag) => writing(user.account, documents.replace(userKey(user.account), user, etag)),
    remove: (account, etag, deletedAt) =>
      writing(account, documents.replace(userKey(account), { schema: 2, account, deletedAt }, etag)),
    isEmpty: async () => (await options.bucket.list(USERS_PREFIX, { limit: 1 })).keys.length === 0,
  };
}

/** A document copied under another account's key would let its owner in as that account. */
function ownUser(account: string, result: CachedRead<StoredUser>): FoundUser {
  if (result.kind === 'missing') return { kind: 'missing', wasDeleted: false };
  if (result.value.account !== account) {
    const key = userKey(account);
    throw new StoreError('ERR_STORE_DOCUMENT_INVALID', `${key} is the document of another account`, {
      key,
      etag: result.etag,
    });
  }
  if ('deletedAt' in result.value) return { kind: 'missing', wasDeleted: true };
  return { kind: 'found', value: result.value, etag: result.etag };
}

/**
 * The fault of a look-up by what somebody typed, without what was typed: people type passwords into that field. A
 * document that is there, though broken, may be named. The cause goes, too: a store may say in it what it refused.
 */
function withoutKey(fault: unknown, key: string): unknown {
  if (!(fault instanceof StoreError) || fault.code === 'ERR_STORE_DOCUMENT_INVALID') return fault;
  return new StoreError(fault.code, fault.message.replaceAll(key, 'a user'));
}
