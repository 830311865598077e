import { type FunctionResponse, json } from '@wharfinger/function-kit';
import { errorEnvelope, type RegistryErrorCode } from '@wharfinger/oci';

import type { Turndown } from './request-credentials.ts';

type Issued = { kind: 'issued'; token: string; issuedAtSeconds: number; expiresInSeconds: number };

/** What became of a request for a token. */
export type TokenOutcome =
  | Issued
  | Turndown
  | { kind: 'throttled'; retryAfterSeconds: number }
  | { kind: 'unavailable'; reason: string };

type Refusal = {
  status: number;
  code: RegistryErrorCode;
  /** OAuth2's word for it. */
  error: string;
  headers?: Readonly<Record<string, string>>;
};

const NO_STORE = { 'cache-control': 'no-store' };
const REFUSALS: Readonly<Record<Exclude<TokenOutcome['kind'], 'issued'>, Refusal>> = {
  invalid: { status: 400, code: 'UNSUPPORTED', error: 'invalid_request' },
  'unsupported-grant': { status: 400, code: 'UNSUPPORTED', error: 'unsupported_grant_type' },
  unauthenticated: {
    status: 401,
    code: 'UNAUTHORIZED',
    error: 'invalid_grant',
    headers: { 'www-authenticate': 'Basic realm="wharfinger", charset="UTF-8"' },
  },
  throttled: {
    status: 429,
    code: 'TOOMANYREQUESTS',
    error: 'temporarily_unavailable',
  },
  unavailable: {
    status: 503,
    code: 'UNAVAILABLE',
    error: 'temporarily_unavailable',
    headers: { 'retry-after': '2' },
  },
};

/** What a fault tells the client; the log has the reason. */
export const UNAVAILABLE: TokenOutcome = {
  kind: 'unavailable',
  reason: 'No token can be issued at the moment; try again.',
};

const THROTTLED = 'Too many attempts with this account or from this address; try again later.';

/** Answers in the registry's words, with OAuth2's `error` and `error_description` beside them. */
export function toResponse(outcome: TokenOutcome): FunctionResponse {
  if (outcome.kind === 'issued') return json(200, tokenAnswer(outcome), NO_STORE);
  const { status, code, error, headers } = REFUSALS[outcome.kind];
  const reason = outcome.kind === 'throttled' ? THROTTLED : outcome.reason;
  const envelope = errorEnvelope([{ code, message: reason }]);
  return json(
    status,
    { ...envelope, error, error_description: reason },
    { ...NO_STORE, ...headers, ...(outcome.kind === 'throttled' ? retryAfter(outcome.retryAfterSeconds) : {}) },
  );
}

/** Whole seconds, as HTTP has it; never earlier than said. */
function retryAfter(seconds: number): Readonly<Record<string, string>> {
  return { 'retry-after': String(Math.ceil(seconds)) };
}

function tokenAnswer(issued: Issued): Readonly<Record<string, unknown>> {
  return {
    token: issued.token,
    access_token: issued.token,
    expires_in: issued.expiresInSeconds,
    issued_at: new Date(issued.issuedAtSeconds * 1000).toISOString(),
  };
}
