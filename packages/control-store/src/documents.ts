import type { z } from 'zod';

import { backoffMs, realPause, type Pause } from './backoff.ts';
import type { Bucket, Etag, PutResult } from './bucket.ts';
import { decodeDocument, encodeDocument } from './document-codec.ts';
import { StoreError } from './store-error.ts';

export type ReadResult<T> = { kind: 'found'; value: T; etag: Etag } | { kind: 'missing' } | { kind: 'unchanged' };
export type UpdateResult<T> =
  | { kind: 'stored'; value: T; etag: Etag }
  /** The change wanted nothing written; `value` is what is stored, if anything. */
  | { kind: 'unchanged'; value: T | undefined };

export type Documents<T> = {
  /** @throws {StoreError} ERR_STORE_DOCUMENT_INVALID, with its `etag`, for a document that doesn't fit the schema */
  read(key: string, options?: { ifNoneMatch?: Etag }): Promise<ReadResult<T>>;
  create(key: string, value: T): Promise<PutResult>;
  replace(key: string, value: T, etag: Etag): Promise<PutResult>;
  /**
   * Compare-and-swap: reads, asks `change` for the next value (`undefined`: leave it), writes it if nobody was faster,
   * else starts again. `change` may run several times and must be pure.
   *
   * @throws {StoreError} ERR_STORE_CONFLICT when all `attempts` (default 16) were lost
   */
  update(
    key: string,
    change: (current: T | undefined) => T | undefined,
    options?: { attempts?: number },
  ): Promise<UpdateResult<T>>;
};

const DEFAULT_ATTEMPTS = 16;
const UPDATE_BACKOFF = { firstMs: 10, maxMs: 500 };

/** Typed JSON documents in a bucket. `schema` is parsed on reading and encoded on writing, so codecs are allowed. */
export function createDocuments<T>(options: { bucket: Bucket; schema: z.ZodType<T> } & Partial<Pause>): Documents<T> {
  const { bucket, schema } = options;
  const sleep = options.sleep ?? realPause.sleep;
  const random = options.random ?? realPause.random;

  async function read(key: string, conditions: { ifNoneMatch?: Etag } = {}): Promise<ReadResult<T>> {
    const result = await bucket.get(key, conditions);
    return result.kind === 'found'
      ? { kind: 'found', value: decodeDocument(schema, { key, ...result }), etag: result.etag }
      : result;
  }

  async function write(key: string, value: T, condition: { ifMatch: Etag } | { ifNoneMatch: '*' }): Promise<PutResult> {
    return bucket.put(key, encodeDocument(schema, key, value), { ...condition, contentType: 'application/json' });
  }

  return {
    read,
    create: async (key, value) => write(key, value, { ifNoneMatch: '*' }),
    replace: async (key, value, etag) => write(key, value, { ifMatch: etag }),
    async update(key, change, { attempts = DEFAULT_ATTEMPTS } = {}) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const current = await read(key);
        const found = current.kind === 'found' ? current : undefined;
        const value = change(found?.value);
        if (value === undefined) return { kind: 'unchanged', value: found?.value };
        const result = await write(key, value, found === undefined ? { ifNoneMatch: '*' } : { ifMatch: found.etag });
        if (result.kind === 'stored') return { kind: 'stored', value, etag: result.etag };
        if (attempt < attempts) await sleep(backoffMs(attempt, UPDATE_BACKOFF, random));
      }
      throw new StoreError('ERR_STORE_CONFLICT', `${key} was changed by others in each of ${attempts} attempts`, {
        key,
      });
    },
  };
}
