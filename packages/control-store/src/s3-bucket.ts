import { randomUUID } from 'node:crypto';

import { realPause, type Pause } from './backoff.ts';
import { checkListLimit, checkPutOptions, type Bucket } from './bucket.ts';
import { createAttempts, retrying, type Attempts } from './s3-attempts.ts';
import { putConditionally } from './s3-conditional-put.ts';
import { classifyFault, toStoreError } from './s3-fault.ts';
import { createS3Requests, type S3BucketOptions } from './s3-requests.ts';

const DEFAULT_TIMEOUT_MS = 5000;

/** A bucket of AWS S3 or Ceph RGW (16 and later). The SDK is loaded with the first call. */
export function createS3Bucket(options: S3BucketOptions & Partial<Pause>): Bucket {
  const requests = createS3Requests(options);
  const pause: Pause = { sleep: options.sleep ?? realPause.sleep, random: options.random ?? realPause.random };
  const attempts = (): Attempts => createAttempts(options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS, pause);

  return {
    get: async (key, { ifNoneMatch } = {}) => {
      try {
        const { body, etag } = await retrying(attempts(), (signal) => requests.get(key, ifNoneMatch, signal));
        return { kind: 'found', body, etag };
      } catch (error) {
        const fault = classifyFault(error);
        if (fault.kind === 'missing-key') return { kind: 'missing' };
        if (fault.kind === 'not-modified' && ifNoneMatch !== undefined) return { kind: 'unchanged' };
        throw toStoreError(error, { what: `Reading ${key}`, key });
      }
    },
    put: async (key, body, options = {}) => {
      const { ifMatch, ifNoneMatch } = checkPutOptions(options);
      if (ifMatch !== undefined || ifNoneMatch !== undefined) {
        return putConditionally(requests, attempts(), { key, body, options, writeId: randomUUID() });
      }
      try {
        const etag = await retrying(attempts(), (signal) => requests.put(key, body, options, signal));
        return { kind: 'stored', etag };
      } catch (error) {
        throw toStoreError(error, { what: `Writing ${key}`, key });
      }
    },
    list: async (prefix, { startAfter, limit } = {}) => {
      const checkedLimit = checkListLimit(limit);
      try {
        return await retrying(attempts(), (signal) => requests.list(prefix, startAfter, checkedLimit, signal));
      } catch (error) {
        throw toStoreError(error, { what: `Listing ${prefix}` });
      }
    },
    delete: async (key) => {
      try {
        await retrying(attempts(), (signal) => requests.delete(key, signal));
      } catch (error) {
        if (classifyFault(error).kind === 'missing-key') return;
        throw toStoreError(error, { what: `Deleting ${key}`, key });
      }
    },
  };
}
