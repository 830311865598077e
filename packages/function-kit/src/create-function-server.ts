import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { getTestServer } from '@google-cloud/functions-framework/testing';

import type { FunctionDefinition } from './function-definition.ts';
import { type RegisterOptions, registerFunction } from './register-function.ts';
import { withholdRequest } from './withheld-request.ts';

// NOTE: queue-proxy keeps idle connections for 90 s; Node's own 5 s would close them under it, which shows as a 502.
const KEEP_ALIVE_MS = 120_000;
const HEADERS_MS = 125_000;
const REQUEST_MS = 300_000;

const CLIENT_ERRORS: Readonly<Record<string, { status: string; title: string }>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', title: 'Request header fields too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', title: 'Request timeout' },
};

/** Registers the function and gives the server that `serveFunction` listens with: what a test of malformed requests needs. */
export function createFunctionServer(definition: FunctionDefinition, options: RegisterOptions): Server {
  registerFunction(definition, options);
  const server = getTestServer(definition.name);
  server.prependListener('request', withholdRequest);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.on('clientError', answerClientError);
  return server;
}

function answerClientError(error: Error & { code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, title } = CLIENT_ERRORS[error.code ?? ''] ?? { status: '400 Bad Request', title: 'Bad request' };
  const body = JSON.stringify({ title, status: Number.parseInt(status, 10) });
  const head = [
    `HTTP/1.1 ${status}`,
    'connection: close',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
