import type { Etag } from './bucket.ts';

/**
 * - `ERR_STORE_UNAVAILABLE`: no answer, or one that says "later"; nothing is known to be wrong with the request
 * - `ERR_STORE_OUTCOME_UNKNOWN`: a conditional write got no answer and it can't be told any more whether it was applied
 * - `ERR_STORE_REFUSED`: the store refuses us (credentials, permission, missing bucket): an operator has to act
 * - `ERR_STORE_UNSUPPORTED`: the store can't do conditional writes
 * - `ERR_STORE_DOCUMENT_INVALID`: a document doesn't fit its schema, see `problems`
 * - `ERR_STORE_CONFLICT`: a compare-and-swap lost every one of its attempts
 */
export type StoreErrorCode =
  | 'ERR_STORE_UNAVAILABLE'
  | 'ERR_STORE_OUTCOME_UNKNOWN'
  | 'ERR_STORE_REFUSED'
  | 'ERR_STORE_UNSUPPORTED'
  | 'ERR_STORE_DOCUMENT_INVALID'
  | 'ERR_STORE_CONFLICT';

/** One thing wrong with a document; `path` is a JSON path such as `$.bindings[0].role`. */
export type DocumentProblem = { path: string; message: string };

/** A fault of the control store. Its text never holds a document's content or a credential. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
  readonly code: StoreErrorCode;
  readonly key: string | undefined;
  /** Of a document that was read and doesn't fit: with it that version can be replaced. */
  readonly etag: Etag | undefined;
  readonly problems: readonly DocumentProblem[];

  constructor(
    code: StoreErrorCode,
    message: string,
    details: { key?: string; etag?: Etag; problems?: readonly DocumentProblem[]; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.key = details.key;
    this.etag = details.etag;
    this.problems = details.problems ?? [];
  }
}
