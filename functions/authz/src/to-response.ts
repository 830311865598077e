import { toJsonPointer } from '@wharfinger/admin-access';
import { StoreError } from '@wharfinger/control-store';
import { type FunctionResponse, problem, unavailable } from '@wharfinger/function-kit';

import type { NextPolicyRefusal } from './change/check-next-policy.ts';
import { PolicyCostError } from './decide/policy-cost.ts';
import type { MeanwhileChanges } from './change/policy-changes.ts';

const RETRY_AFTER_SECONDS = 1;

/** Most faulty places that one answer names. */
const MAX_ERRORS = 100;

/** Kind of the problem that `force=true` overrides. */
export const LOCK_OUT_TYPE = 'urn:wharfinger:problem:lock-out';

/** One faulty place; `path` is a JSON path, `$.bindings[3].names[0]`. */
export type PlacedError = { path: string; message: string };

/** @see RFC 6585 section 3 */
export const PRECONDITION_MISSING: FunctionResponse = problem(428, {
  title: 'Precondition required',
  detail: 'Send the ETag of the version that you read as If-Match.',
});

export function notFound(detail: string): FunctionResponse {
  return problem(404, { title: 'Not found', detail });
}

export function badRequest(detail: string): FunctionResponse {
  return problem(400, { title: 'Bad request', detail });
}

export function conflict(detail: string, members: Readonly<Record<string, unknown>> = {}): FunctionResponse {
  return problem(409, { ...members, title: 'Conflict', detail });
}

/** What is wrong with a body, each with its place; at most `MAX_ERRORS` of it. */
export function invalidBody(errors: readonly PlacedError[]): FunctionResponse {
  const more = errors.length > MAX_ERRORS ? { hasMoreErrors: true } : {};
  const detail = 'The body is not what this route takes.';
  return problem(400, { title: 'Invalid body', detail, errors: placed(errors), ...more });
}

/** With who changed what since the version that the client knows. */
export function preconditionFailed(detail: string, meanwhile: MeanwhileChanges): FunctionResponse {
  const { changes, isComplete } = meanwhile;
  const who = isComplete ? '' : ' Not everything that happened meanwhile can be told.';
  return problem(412, {
    title: 'Precondition failed',
    detail: `${detail}${sentenceOf(meanwhile)}${who}`,
    changes,
    isComplete,
  });
}

function sentenceOf({ changes: [latest] }: MeanwhileChanges): string {
  if (latest === undefined) return '';
  return ` The last change was revision ${latest.number}, by ${latest.author ?? 'somebody past the API'}${latest.at === null ? '' : ` at ${latest.at}`}.`;
}

/** Why a document can't be the next policy. */
export function toNextPolicyResponse(refusal: NextPolicyRefusal): FunctionResponse {
  switch (refusal.kind) {
    case 'invalid':
      return invalidBody(refusal.problems);
    case 'locked-out':
      return problem(409, {
        type: LOCK_OUT_TYPE,
        title: 'Lock-out',
        detail: `${refusal.reason} Nothing was written; force=true writes it all the same.`,
      });
    default:
      return refusal satisfies never;
  }
}

export function tooLarge(maxBytes: number): FunctionResponse {
  return problem(413, { title: 'Content too large', detail: `The policy would have more than ${maxBytes} bytes.` });
}

/** A policy that is stored and can't be read, or was and is gone: where, and the ETag with which it is replaced as a whole. */
export function brokenPolicy({ etag, problems }: StoreError): FunctionResponse {
  const detail =
    etag === undefined
      ? 'The policy cannot be read.'
      : 'The stored policy cannot be read, or is gone: see errors. PUT /v1/policy with this ETag as If-Match replaces it as a whole, and POST /v1/revisions/{number}/restore puts an earlier one in its place; nothing else can be written until then.';
  return problem(
    409,
    { title: 'Broken document', detail, errors: placed(problems) },
    { ...(etag === undefined ? {} : { etag: `"${etag}"` }), 'cache-control': 'no-store' },
  );
}

/** One revision of the history can't be read; the others can. */
export function brokenRevision({ problems }: StoreError): FunctionResponse {
  return problem(409, {
    title: 'Broken document',
    detail: 'This revision cannot be read. The others can, and so can the policy.',
    errors: placed(problems),
  });
}

function placed(errors: readonly PlacedError[]): object[] {
  return errors
    .slice(0, MAX_ERRORS)
    .map(({ path, message }) => ({ pointer: toJsonPointer(path), path, detail: message }));
}

/** The kit has logged the fault, with every place that it names. */
export function toErrorResponse(error: unknown): FunctionResponse | undefined {
  if (error instanceof PolicyCostError) return unavailable('The policy is not available.', RETRY_AFTER_SECONDS);
  if (!(error instanceof StoreError)) return undefined;
  switch (error.code) {
    case 'ERR_STORE_CONFLICT':
      return unavailable('The policy is being changed by others.', RETRY_AFTER_SECONDS);
    case 'ERR_STORE_OUTCOME_UNKNOWN':
      return unavailable('It cannot be told whether the policy was changed: read it again.', RETRY_AFTER_SECONDS);
    case 'ERR_STORE_UNAVAILABLE':
    case 'ERR_STORE_REFUSED':
    case 'ERR_STORE_UNSUPPORTED':
    case 'ERR_STORE_DOCUMENT_INVALID':
      return unavailable('The policy is not available.', RETRY_AFTER_SECONDS);
    default:
      return error.code satisfies never;
  }
}
