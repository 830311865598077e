import type { PutOptions, PutResult } from './bucket.ts';
import { retrying, type Attempts } from './s3-attempts.ts';
import { classifyFault, toStoreError, type S3Fault } from './s3-fault.ts';
import type { FetchedObject, S3Requests } from './s3-requests.ts';
import type { StoreError } from './store-error.ts';

type ConditionalWrite = { key: string; body: Uint8Array; options: PutOptions; writeId: string };

/**
 * A conditional write that isn't plainly accepted is settled by reading the key again: RGW answers the losers of a
 * race with 412 or 500, AWS with 412 or 409, and any answer can get lost after the write was applied. All attempts
 * carry one `writeId`, so that an earlier one which arrived after all is known as ours.
 */
export async function putConditionally(
  requests: S3Requests,
  attempts: Attempts,
  write: ConditionalWrite,
): Promise<PutResult> {
  const { key, body, options, writeId } = write;
  let isOutcomeOpen = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const etag = await attempts.run((signal) => requests.put(key, body, { ...options, writeId }, signal));
      return { kind: 'stored', etag };
    } catch (failure) {
      const fault = classifyFault(failure);
      isOutcomeOpen ||= isUnsettled(fault);
      if (isFinal(fault)) throw giveUp(key, failure, fault, isOutcomeOpen);
      const current = await readCurrent(requests, attempts, key, isOutcomeOpen);
      if (current?.writeId === writeId) return { kind: 'stored', etag: current.etag };
      const isHolding = holds(options, current);
      if (!isHolding && !isOutcomeOpen) return { kind: 'conflict' };
      if (!isHolding || !(await attempts.next(attempt))) throw giveUp(key, failure, fault, isOutcomeOpen);
    }
  }
}

function isUnsettled(fault: S3Fault): boolean {
  return fault.kind === 'later' && !fault.isSettled;
}

function isFinal(fault: S3Fault): boolean {
  return fault.kind === 'refused' || fault.kind === 'unsupported';
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
  } catch (failure) {
    const fault = classifyFault(failure);
    if (fault.kind === 'missing-key') return undefined;
    throw giveUp(key, failure, fault, isOutcomeOpen);
  }
}

function giveUp(key: string, failure: unknown, fault: S3Fault, isOutcomeOpen: boolean): StoreError {
  if (isOutcomeOpen) {
    const what = `Finding out whether ${key} was written`;
    return toStoreError(failure, { what, key, code: 'ERR_STORE_OUTCOME_UNKNOWN' });
  }
  if (fault.kind === 'precondition-failed') {
    const what = `Writing ${key} on a condition that holds`;
    return toStoreError(failure, { what, key, code: 'ERR_STORE_UNSUPPORTED' });
  }
  return toStoreError(failure, { what: `Writing ${key}`, key });
}
