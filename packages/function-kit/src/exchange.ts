import type { IncomingMessage, ServerResponse } from 'node:http';

import { clientAddressOf } from './client-address.ts';
import type { FunctionRequest } from './function-definition.ts';
import type { Logger } from './logger.ts';
import type { WireResponse } from './wire-response.ts';

export type ExchangeOptions = {
  logger: Logger;
  trustedProxyHops: number;
  newId: () => string;
  /** Answers then carry `Connection: close`. */
  isDraining: () => boolean;
};

/** One request and its answer, from the first log line to the last. */
export type Exchange = {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly request: Omit<FunctionRequest, 'params' | 'body'>;
  /** Methods of the routes whose path matched. */
  readonly allowedMethods: Set<string>;
  readonly isDraining: () => boolean;
};

const PROBE_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const SANE_REQUEST_ID = /^[\w.:@+/=-]{1,128}$/;
const LOGGED_PATH_LENGTH = 512;

/** Opens an exchange: request id, logger, client address, abort signal, and the access log line once it is over. */
export function openExchange(message: IncomingMessage, response: ServerResponse, options: ExchangeOptions): Exchange {
  const startedMs = performance.now();
  const headers = flattenHeaders(message);
  const requestId = saneRequestId(headers['x-request-id']) ?? options.newId();
  const { path, query } = splitTarget(message.url ?? '/');
  const method = message.method ?? 'GET';
  const log = options.logger.child({ requestId });
  const clientAddress = clientAddressOf(
    headers['x-forwarded-for'],
    message.socket.remoteAddress,
    options.trustedProxyHops,
  );
  const controller = new AbortController();
  response.once('close', () => {
    const isAborted = !response.writableFinished;
    if (isAborted) controller.abort();
    const line = {
      method,
      path: path.slice(0, LOGGED_PATH_LENGTH),
      status: response.headersSent ? response.statusCode : undefined,
      durationMs: Math.round((performance.now() - startedMs) * 10) / 10,
      clientAddress,
      ...(isAborted ? { aborted: true } : {}),
    };
    log[PROBE_PATHS.has(path) ? 'debug' : 'info'](line, 'request');
  });
  response.setHeader('x-request-id', requestId);
  return {
    message,
    response,
    request: { method, path, query, headers, requestId, clientAddress, log, signal: controller.signal },
    allowedMethods: new Set(),
    isDraining: options.isDraining,
  };
}

/** Sends the answer, unless the client has gone. */
export function sendResponse(exchange: Exchange, wire: WireResponse): void {
  if (startResponse(exchange, wire)) exchange.response.end();
}

/** Sends the whole answer but leaves the connection open, so that more of the request can be taken in; false when it can't be sent. */
export function startResponse({ message, response, isDraining }: Exchange, wire: WireResponse): boolean {
  if (response.headersSent || response.destroyed) return false;
  if (isDraining()) response.setHeader('connection', 'close');
  response.writeHead(wire.status, wire.headers);
  if (wire.payload !== undefined && message.method !== 'HEAD') response.write(wire.payload);
  return true;
}

function saneRequestId(text: string | undefined): string | undefined {
  return text !== undefined && SANE_REQUEST_ID.test(text) ? text : undefined;
}

function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const originForm = target.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = originForm.indexOf('?');
  const path = mark < 0 ? originForm : originForm.slice(0, mark);
  return { path: path === '' ? '/' : path, query: new URLSearchParams(mark < 0 ? '' : originForm.slice(mark + 1)) };
}

function flattenHeaders(message: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
