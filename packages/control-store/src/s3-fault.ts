import { StoreError, type StoreErrorCode } from './store-error.ts';

/** What an error of the AWS SDK means to the port. */
export type S3Fault =
  | { kind: 'not-modified' }
  | { kind: 'missing-key' }
  | { kind: 'precondition-failed' }
  /** Worth another attempt. `isSettled`: this attempt has changed nothing and never will. */
  | { kind: 'later'; isSettled: boolean }
  | { kind: 'unsupported' }
  | { kind: 'refused' };

// A proxy in front of the store sends these when it lost the answer.
const UNSETTLED_STATUS: ReadonlySet<number> = new Set([502, 504]);
// The SDK corrects its clock offset when it sees RequestTimeTooSkewed; the next attempt is signed with the right time.
const TRANSIENT_NAMES: ReadonlySet<string> = new Set(['RequestTimeTooSkewed', 'RequestTimeout']);
const UNSENT_NAMES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CredentialsProviderError',
]);

export function classifyFault(error: unknown): S3Fault {
  const { name, status } = describe(error);
  if (status === undefined) return { kind: 'later', isSettled: UNSENT_NAMES.has(name) };
  if (name === 'NoSuchKey') return { kind: 'missing-key' };
  if (status === 304) return { kind: 'not-modified' };
  if (status === 412) return { kind: 'precondition-failed' };
  if (status === 501) return { kind: 'unsupported' };
  if (isTransient(status, name)) return { kind: 'later', isSettled: !UNSETTLED_STATUS.has(status) };
  return { kind: 'refused' };
}

function isTransient(status: number, name: string): boolean {
  return status >= 500 || status === 409 || status === 429 || TRANSIENT_NAMES.has(name);
}

const CODES: Readonly<Record<S3Fault['kind'], StoreErrorCode>> = {
  'not-modified': 'ERR_STORE_REFUSED',
  'missing-key': 'ERR_STORE_REFUSED',
  'precondition-failed': 'ERR_STORE_REFUSED',
  later: 'ERR_STORE_UNAVAILABLE',
  unsupported: 'ERR_STORE_UNSUPPORTED',
  refused: 'ERR_STORE_REFUSED',
};

/** The fault for the caller of the port; `what` completes "… failed", `code` overrides what the error says. */
export function toStoreError(
  error: unknown,
  details: { what: string; key?: string; code?: StoreErrorCode },
): StoreError {
  if (error instanceof StoreError && details.code === undefined) return error;
  const { name, status } = describe(error);
  const code = details.code ?? CODES[classifyFault(error).kind];
  const message = `${details.what} failed: ${status === undefined ? '' : `${status} `}${name}`;
  const cause = withoutRequest(error);
  return new StoreError(code, message, details.key === undefined ? { cause } : { key: details.key, cause });
}

function describe(error: unknown): { name: string; status: number | undefined } {
  if (!(error instanceof Error)) return { name: 'UnknownError', status: undefined };
  const code: unknown = 'code' in error ? error.code : undefined;
  return { name: typeof code === 'string' && code !== '' ? code : error.name, status: statusOf(error) };
}

function statusOf(error: Error): number | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** An SDK error carries the request, its signature, and sometimes the string that was signed: none of it goes on. */
function withoutRequest(error: unknown): Error {
  const cause = new Error(error instanceof Error ? error.message : 'unknown error');
  if (error instanceof Error) cause.name = error.name;
  return cause;
}
