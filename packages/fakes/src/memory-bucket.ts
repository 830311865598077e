import { createHash } from 'node:crypto';

import {
  checkListLimit,
  checkPutOptions,
  StoreError,
  type Bucket,
  type Etag,
  type PutOptions,
} from '@wharfinger/control-store';

export type BucketOperation = 'get' | 'put' | 'list' | 'delete';

export type FailureOptions = {
  /** Default: any. */
  operation?: BucketOperation;
  /** Default: a StoreError with code ERR_STORE_UNAVAILABLE. */
  error?: Error;
  /** The call takes effect and then fails, like a write whose answer got lost; default false. */
  isApplied?: boolean;
};

export type MemoryBucket = Bucket & {
  /** The next `count` matching calls throw; several orders are used up one after another. */
  failNext(count: number, options?: FailureOptions): void;
  /** Every call so far, failed ones included; a list's key is its prefix. */
  readonly calls: readonly { operation: BucketOperation; key: string }[];
  /** Every object's content as text, in the order of the keys. */
  contents(): Record<string, string>;
};

export type MemoryBucketOptions = {
  now?: () => Date;
  objects?: Readonly<Record<string, string>>;
  /** Conditions that this bucket ignores, like an S3 backend that doesn't know them. */
  ignores?: readonly ('ifMatch' | 'ifNoneMatch')[];
};

type StoredObject = { body: Uint8Array; etag: Etag; lastModified: Date };
type Failure = { left: number; operation: BucketOperation | undefined; error: Error; isApplied: boolean };

const EPOCH = new Date('2026-01-01T00:00:00.000Z');

/** A bucket in memory that keeps the port's contract, with faults on order. Each call is atomic. */
export function createMemoryBucket(options: MemoryBucketOptions = {}): MemoryBucket {
  const now = options.now ?? (() => EPOCH);
  const ignored = new Set(options.ignores);
  const objects = new Map<string, StoredObject>();
  const calls: { operation: BucketOperation; key: string }[] = [];
  const failures: Failure[] = [];

  function store(key: string, body: Uint8Array): Etag {
    const etag = createHash('md5').update(body).digest('hex');
    objects.set(key, { body: Uint8Array.from(body), etag, lastModified: now() });
    return etag;
  }

  function holds(key: string, { ifMatch, ifNoneMatch }: PutOptions): boolean {
    const current = objects.get(key);
    if (ifNoneMatch !== undefined && !ignored.has('ifNoneMatch') && current !== undefined) return false;
    return ifMatch === undefined || ignored.has('ifMatch') || current?.etag === ifMatch;
  }

  function takeFailure(operation: BucketOperation): Failure | undefined {
    const failure = failures.find(
      (candidate) => candidate.left > 0 && (candidate.operation ?? operation) === operation,
    );
    if (failure !== undefined) failure.left -= 1;
    return failure;
  }

  async function call<T>(operation: BucketOperation, key: string, work: () => T): Promise<T> {
    calls.push({ operation, key });
    const failure = takeFailure(operation);
    if (failure === undefined) return work();
    if (failure.isApplied) work();
    throw failure.error;
  }

  function sortedKeys(): string[] {
    return [...objects.keys()].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  for (const [key, text] of Object.entries(options.objects ?? {})) store(key, Buffer.from(text));

  return {
    calls,
    failNext: (count, { operation, error, isApplied = false } = {}) => {
      const fault = error ?? new StoreError('ERR_STORE_UNAVAILABLE', 'The store is down, as ordered by the test');
      failures.push({ left: count, operation, error: fault, isApplied });
    },
    contents: () =>
      Object.fromEntries(sortedKeys().map((key) => [key, new TextDecoder().decode(objects.get(key)?.body)])),
    get: (key, { ifNoneMatch } = {}) =>
      call('get', key, () => {
        const found = objects.get(key);
        if (found === undefined) return { kind: 'missing' };
        if (found.etag === ifNoneMatch) return { kind: 'unchanged' };
        return { kind: 'found', body: Uint8Array.from(found.body), etag: found.etag };
      }),
    put: (key, body, conditions = {}) =>
      call('put', key, () => {
        checkPutOptions(conditions);
        return holds(key, conditions) ? { kind: 'stored', etag: store(key, body) } : { kind: 'conflict' };
      }),
    list: (prefix, { startAfter, limit } = {}) =>
      call('list', prefix, () => {
        const checkedLimit = checkListLimit(limit);
        const matching = sortedKeys().filter((key) => key.startsWith(prefix) && isAfter(key, startAfter));
        const keys = matching.slice(0, checkedLimit).flatMap((key) => {
          const found = objects.get(key);
          if (found === undefined) return [];
          return [{ key, sizeBytes: found.body.byteLength, lastModified: found.lastModified, etag: found.etag }];
        });
        return { keys, isTruncated: matching.length > checkedLimit };
      }),
    delete: (key) =>
      call('delete', key, () => {
        objects.delete(key);
      }),
  };
}

function isAfter(key: string, startAfter: string | undefined): boolean {
  return startAfter === undefined || Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) > 0;
}
