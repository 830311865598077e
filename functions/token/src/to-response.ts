import { type FunctionResponse, json, type Refusal } from '@wharfinger/function-kit';
import { errorEnvelope, type RegistryErrorCode } from '@wharfinger/oci';

import type { TokenOutcome } from './token-outcome.ts';

type Answer = {
  status: number;
  code: RegistryErrorCode;
  /** OAuth2's word for it. */
  error: string;
  headers?: Readonly<Record<string, string>>;
};

const NO_STORE = { 'cache-control': 'no-store' };
const REFUSALS: Readonly<Record<Exclude<TokenOutcome['kind'], 'issued'>, Answer>> = {
  invalid: { status: 400, code: 'UNSUPPORTED', error: 'invalid_request' },
  'unsupported-grant': { status: 400, code: 'UNSUPPORTED', error: 'unsupported_grant_type' },
  unauthenticated: {
    status: 401,
    code: 'UNAUTHORIZED',
    error: 'invalid_grant',
    headers: { 'www-authenticate': 'Basic realm="wharfinger", charset="UTF-8"' },
  },
  throttled: { status: 429, code: 'TOOMANYREQUESTS', error: 'temporarily_unavailable' },
  unavailable: {
    status: 503,
    code: 'UNAVAILABLE',
    error: 'temporarily_unavailable',
    headers: { 'retry-after': '2' },
  },
};

const THROTTLED = 'Too many attempts with this account or from this address; try again in';

/** Answers in the registry's words, with OAuth2's `error` and `error_description` beside them. */
export function toResponse(outcome: TokenOutcome): FunctionResponse {
  if (outcome.kind === 'issued') return json(200, tokenAnswer(outcome), NO_STORE);
  const answer = REFUSALS[outcome.kind];
  if (outcome.kind !== 'throttled') return errorAnswer(answer, outcome.reason);
  // Whole seconds, as HTTP has it; never earlier than said.
  const seconds = Math.ceil(outcome.retryAfterSeconds);
  const headers = { 'retry-after': String(seconds) };
  return errorAnswer({ ...answer, headers }, `${THROTTLED} ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`);
}

/** A request that never reaches the handler, in the same words. */
export function toRefusalResponse({ status, title, detail }: Refusal): FunctionResponse {
  return errorAnswer({ status, code: 'UNSUPPORTED', error: 'invalid_request' }, detail ?? `${title}.`);
}

/** A defect of our own: the client learns nothing of it. */
export function toFaultResponse(): FunctionResponse {
  return errorAnswer({ status: 500, code: 'UNAVAILABLE', error: 'server_error' }, 'The request failed.');
}

function errorAnswer({ status, code, error, headers }: Answer, reason: string): FunctionResponse {
  const envelope = errorEnvelope([{ code, message: reason }]);
  return json(status, { ...envelope, error, error_description: reason }, { ...NO_STORE, ...headers });
}

function tokenAnswer(issued: Extract<TokenOutcome, { kind: 'issued' }>): Readonly<Record<string, unknown>> {
  return {
    token: issued.token,
    access_token: issued.token,
    ...(issued.scope === undefined ? {} : { scope: issued.scope }),
    expires_in: issued.expiresInSeconds,
    issued_at: new Date(issued.issuedAtSeconds * 1000).toISOString(),
    ...(issued.refreshToken === undefined ? {} : { refresh_token: issued.refreshToken }),
  };
}
