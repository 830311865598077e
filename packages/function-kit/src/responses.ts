import type { FunctionResponse } from './function-definition.ts';

export type ProblemDetails = {
  title: string;
  detail?: string;
  /** A URI that names the kind of problem. */
  type?: string;
  [extension: string]: unknown;
};

/**
 * Answers with problem details.
 * @see RFC 9457
 */
export function problem(
  status: number,
  details: ProblemDetails,
  headers: Readonly<Record<string, string>> = {},
): FunctionResponse {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
    body: { ...details, status },
  };
}

/** Answers with a JSON document; `headers` may name a more exact media type. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): FunctionResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** 204: done, and nothing to say. A Broker takes any body for a reply. */
export function noContent(): FunctionResponse {
  return { status: 204 };
}

/** 503 with `Retry-After`: what the caller asked for can't be had now. */
export function unavailable(detail: string, retryAfterSeconds: number): FunctionResponse {
  return problem(503, { title: 'Service unavailable', detail }, { 'retry-after': String(retryAfterSeconds) });
}
