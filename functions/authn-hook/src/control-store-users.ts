import {
  type Bucket,
  type CachedDocument,
  type CachedRead,
  createCachedDocument,
  createDocuments,
  StoreError,
} from '@wharfinger/control-store';

import { type UserDocument, userDocumentSchema, userKey, USERS_PREFIX } from './user-document.ts';
import type { FoundUser, Users } from './users.ts';

const MAX_CACHED = 1000;

/** Users as documents in the control bucket; the accounts asked for last are kept for `maxAgeMs`. */
export function createControlStoreUsers(options: { bucket: Bucket; maxAgeMs: number; now: () => Date }): Users {
  const documents = createDocuments<UserDocument>({ bucket: options.bucket, schema: userDocumentSchema });
  const cache = new Map<string, CachedDocument<UserDocument>>();

  function cached(account: string): CachedDocument<UserDocument> {
    const key = userKey(account);
    const document = cache.get(account) ?? createCachedDocument({ documents, key, ...options });
    cache.delete(account);
    cache.set(account, document);
    const [leastRecent] = cache.keys();
    if (cache.size > MAX_CACHED && leastRecent !== undefined) cache.delete(leastRecent);
    return document;
  }

  /** Whatever a write said, the next `find` asks the store: its answer may have been lost. */
  async function writing<T>(account: string, write: Promise<T>): Promise<T> {
    try {
      return await write;
    } finally {
      cache.get(account)?.expire();
    }
  }

  return {
    find: async (account) => ownDocument(account, await cached(account).read()),
    read: async (account, conditions) => {
      const result = await documents.read(userKey(account), conditions);
      return result.kind === 'unchanged' ? result : ownDocument(account, result);
    },
    create: (user) => writing(user.account, documents.create(userKey(user.account), user)),
    replace: (user, etag) => writing(user.account, documents.replace(userKey(user.account), user, etag)),
    isEmpty: async () => (await options.bucket.list(USERS_PREFIX, { limit: 1 })).keys.length === 0,
  };
}

/** A document copied under another account's key would let its owner in as that account. */
function ownDocument(account: string, result: CachedRead<UserDocument>): FoundUser {
  if (result.kind === 'missing' || result.value.account === account) return result;
  const key = userKey(account);
  throw new StoreError('ERR_STORE_DOCUMENT_INVALID', `${key} is the document of another account`, { key });
}
