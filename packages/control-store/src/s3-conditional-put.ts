import type { PutOptions, PutResult } from './bucket.ts';
import { retrying, type Attempts } from './s3-attempts.ts';
import { classifyFault, toStoreError } from './s3-fault.ts';
import type { FetchedObject, S3Requests } from './s3-requests.ts';
import { StoreError } from './store-error.ts';

/**
 * A conditional write that isn't plainly accepted is settled by reading the key again: RGW answers the losers of a
 * race with 412 or 500, AWS with 412 or 409, and any answer can get lost after the write was applied.
 */
export async function putConditionally(
  requests: S3Requests,
  attempts: Attempts,
  write: { key: string; body: Uint8Array; options: PutOptions; writeId: string },
): Promise<PutResult> {
  const { key, body, options, writeId } = write;
  let isOutcomeOpen = false;
  for (let attempt = 1; ; attempt += 1) {
    let failure: unknown;
    try {
      const etag = await attempts.run((signal) => requests.put(key, body, { ...options, writeId }, signal));
      return { kind: 'stored', etag };
    } catch (error) {
      failure = error;
    }
    const fault = classifyFault(failure);
    if (fault.kind === 'refused' || fault.kind === 'unsupported') throw toStoreError(failure, `writing ${key}`, key);
    isOutcomeOpen ||= fault.kind === 'later' && !fault.isAnswered;

    const current = await readCurrent(requests, attempts, key, isOutcomeOpen);
    if (current?.writeId === writeId) return { kind: 'stored', etag: current.etag };
    if (!holds(options, current)) {
      if (isOutcomeOpen) throw outcomeUnknown(key, failure);
      return { kind: 'conflict' };
    }
    if (await attempts.next(attempt)) continue;
    if (isOutcomeOpen) throw outcomeUnknown(key, failure);
    if (fault.kind === 'precondition-failed') throw refusedThoughHolding(key, failure);
    throw toStoreError(failure, `writing ${key}`, key);
  }
}

function holds(options: PutOptions, current: FetchedObject | undefined): boolean {
  return options.ifMatch === undefined ? current === undefined : current?.etag === options.ifMatch;
}

async function readCurrent(
  requests: S3Requests,
  attempts: Attempts,
  key: string,
  isOutcomeOpen: boolean,
): Promise<FetchedObject | undefined> {
  try {
    return await retrying(attempts, (signal) => requests.get(key, undefined, signal));
  } catch (error) {
    if (classifyFault(error).kind === 'missing-key') return undefined;
    throw isOutcomeOpen ? outcomeUnknown(key, error) : toStoreError(error, `reading ${key}`, key);
  }
}

function outcomeUnknown(key: string, failure: unknown): StoreError {
  const { cause } = toStoreError(failure, `writing ${key}`, key);
  return new StoreError('ERR_STORE_OUTCOME_UNKNOWN', `It is not known whether ${key} was written`, { key, cause });
}

function refusedThoughHolding(key: string, failure: unknown): StoreError {
  const { cause } = toStoreError(failure, `writing ${key}`, key);
  return new StoreError('ERR_STORE_UNSUPPORTED', `The store refuses to write ${key} on a condition that holds`, {
    key,
    cause,
  });
}
