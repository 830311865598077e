/** An entity tag without quotes, whatever the backend sends. Equal content may have equal etags. */
export type Etag = string;

export type GetOptions = { ifNoneMatch?: Etag };
export type GetResult = { kind: 'found'; body: Uint8Array; etag: Etag } | { kind: 'missing' } | { kind: 'unchanged' };

/** At most one of `ifMatch` and `ifNoneMatch`. */
export type PutOptions = { ifMatch?: Etag; ifNoneMatch?: '*'; contentType?: string };
export type PutResult = { kind: 'stored'; etag: Etag } | { kind: 'conflict' };

/** `limit` is 1 to 1000 (the default); `startAfter` is exclusive and need not exist. */
export type ListOptions = { startAfter?: string; limit?: number };
export type ListedObject = { key: string; sizeBytes: number; lastModified: Date; etag: Etag };
export type ListResult = { keys: ListedObject[]; isTruncated: boolean };

/**
 * What the control store needs of an object store. Every method throws a `StoreError` on a fault; a missing bucket is
 * a fault, never a missing key.
 */
export type Bucket = {
  get(key: string, options?: GetOptions): Promise<GetResult>;
  /**
   * Stores the whole object, or answers `conflict` when this call stored nothing because its condition doesn't hold:
   * with `ifNoneMatch` the key exists, with `ifMatch` it has another etag or is gone.
   */
  put(key: string, body: Uint8Array, options?: PutOptions): Promise<PutResult>;
  /** Keys in the order of their UTF-8 bytes. */
  list(prefix: string, options?: ListOptions): Promise<ListResult>;
  /** Succeeds for a key that isn't there. */
  delete(key: string): Promise<void>;
};

export const LIST_LIMIT_MAX = 1000;

/** @throws {RangeError} for a limit that no backend would answer in one page */
export function checkListLimit(limit: number = LIST_LIMIT_MAX): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_LIMIT_MAX) {
    throw new RangeError(`limit must be an integer from 1 to ${LIST_LIMIT_MAX}`);
  }
  return limit;
}

/** @throws {TypeError} when both conditions are given: no backend agrees on what that means */
export function checkPutOptions(options: PutOptions): PutOptions {
  if (options.ifMatch !== undefined && options.ifNoneMatch !== undefined) {
    throw new TypeError('ifMatch and ifNoneMatch exclude each other');
  }
  return options;
}
