import type { Logger } from './logger.ts';

/** One HTTP request as a handler sees it; nothing of the framework shows through. */
export type FunctionRequest = {
  /** Upper-case; a HEAD request to a GET route arrives as `HEAD`. */
  method: string;
  /** As sent, still percent-encoded, without the query. */
  path: string;
  /** Decoded path parameters; a wildcard's segments are joined by `/`. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as sent, whatever the media type; empty when there was no body. */
  body: Uint8Array;
  requestId: string;
  /** The client's IP address, read past the trusted proxies only; `undefined` when it can't be known. */
  clientAddress: string | undefined;
  /** Writes the request id with every line. */
  log: Logger;
  /** Aborts when the client goes away before it has its answer. */
  signal: AbortSignal;
};

export type FunctionResponse = {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** `undefined` sends none, a string or bytes go as they are, anything else as JSON. */
  body?: unknown;
};

export type Handler = (request: FunctionRequest) => FunctionResponse | Promise<FunctionResponse>;

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Express 5 path syntax, case-sensitive, a trailing slash counts. */
  path: string;
  handler: Handler;
  /** A larger body is answered 413 before it is buffered. Default 1 MiB. */
  maxBodyBytes?: number;
};

/** `notices`: what somebody should see to before it keeps the function from working. */
export type Readiness =
  | { kind: 'ready'; notices?: readonly string[] | undefined }
  | { kind: 'not-ready'; missing: readonly string[] };

/** Why the kit itself refuses a request, before any handler sees it. */
export type Refusal = {
  status: 400 | 404 | 405 | 408 | 413 | 415 | 431;
  title: string;
  detail?: string;
  /** With 413. */
  maxBodyBytes?: number;
};

export type FunctionDefinition = {
  /** Letters, digits, `-` and `_`, at most 63 characters. */
  name: string;
  routes: readonly Route[];
  readiness: () => Promise<Readiness>;
  /** Maps a fault that a handler threw; `undefined` leaves it a plain 500. */
  toErrorResponse?: (error: unknown, request: FunctionRequest) => FunctionResponse | undefined;
  /**
   * Puts the kit's own refusals into the function's words, with its status; `undefined` leaves problem details. `path` is
   * `undefined` when the head of the request couldn't be read.
   */
  toRefusalResponse?: (refusal: Refusal, path: string | undefined) => FunctionResponse | undefined;
};
