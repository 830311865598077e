import { StoreError } from './store-error.ts';

/** What an error of the AWS SDK means to the port. */
export type S3Fault =
  | { kind: 'not-modified' }
  | { kind: 'missing-key' }
  | { kind: 'precondition-failed' }
  /** Worth another attempt. `isAnswered`: the store itself said no, so that this attempt changed nothing later on. */
  | { kind: 'later'; isAnswered: boolean }
  | { kind: 'unsupported' }
  | { kind: 'refused' };

// A proxy in front of the store sends these when it lost the answer.
const UNANSWERED_STATUS: ReadonlySet<number> = new Set([502, 504]);
// The SDK corrects its clock offset when it sees RequestTimeTooSkewed; the next attempt is signed with the right time.
const TRANSIENT_NAMES: ReadonlySet<string> = new Set(['RequestTimeTooSkewed', 'RequestTimeout']);

export function classifyFault(error: unknown): S3Fault {
  const { name, status } = describe(error);
  if (status === undefined) return { kind: 'later', isAnswered: false };
  if (status === 304) return { kind: 'not-modified' };
  if (name === 'NoSuchKey') return { kind: 'missing-key' };
  if (status === 412) return { kind: 'precondition-failed' };
  if (status === 501) return { kind: 'unsupported' };
  if (status >= 500 || status === 409 || status === 429 || TRANSIENT_NAMES.has(name)) {
    return { kind: 'later', isAnswered: !UNANSWERED_STATUS.has(status) };
  }
  return { kind: 'refused' };
}

/** The fault for the caller of the port. */
export function toStoreError(error: unknown, what: string, key?: string): StoreError {
  if (error instanceof StoreError) return error;
  const { name, status } = describe(error);
  const fault = classifyFault(error);
  const cause = withoutRequest(error);
  const details = key === undefined ? { cause } : { key, cause };
  const answer = status === undefined ? name : `${status} ${name}`;
  switch (fault.kind) {
    case 'unsupported':
      return new StoreError('ERR_STORE_UNSUPPORTED', `The store does not support ${what}: ${answer}`, details);
    case 'refused':
    case 'missing-key':
    case 'not-modified':
    case 'precondition-failed':
      return new StoreError('ERR_STORE_REFUSED', `The store refused ${what}: ${answer}`, details);
    case 'later':
      return new StoreError('ERR_STORE_UNAVAILABLE', `The store did not do ${what}: ${answer}`, details);
  }
}

function describe(error: unknown): { name: string; status: number | undefined } {
  if (!(error instanceof Error)) return { name: 'UnknownError', status: undefined };
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status: unknown =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: typeof code === 'string' && code !== '' ? code : error.name,
    status: typeof status === 'number' ? status : undefined,
  };
}

/** An SDK error carries the request, its signature, and sometimes the string that was signed: none of it goes on. */
function withoutRequest(error: unknown): Error {
  const cause = new Error(error instanceof Error ? error.message : 'unknown error');
  if (error instanceof Error) cause.name = error.name;
  return cause;
}
