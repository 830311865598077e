import { type Server, STATUS_CODES } from 'node:http';

import { getTestServer } from '@google-cloud/functions-framework/testing';

import type { FunctionDefinition, Refusal } from './function-definition.ts';
import { refusalResponse } from './refusal-response.ts';
import { type RegisterOptions, registerFunction } from './register-function.ts';
import type { WireResponse } from './wire-response.ts';
import { withholdRequest } from './withheld-request.ts';

// NOTE: queue-proxy keeps idle connections for 90 s; Node's own 5 s would close them under it, which shows as a 502.
const KEEP_ALIVE_MS = 120_000;
const HEADERS_MS = 125_000;
const REQUEST_MS = 300_000;

const CLIENT_ERRORS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, title: 'Request header fields too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, title: 'Request timeout' },
};

/** Registers the function and gives the server that `serveFunction` listens with: what a test of malformed requests needs. */
export function createFunctionServer(definition: FunctionDefinition, options: RegisterOptions): Server {
  registerFunction(definition, options);
  const server = getTestServer(definition.name);
  server.prependListener('request', withholdRequest);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const refusal = CLIENT_ERRORS[error.code ?? ''] ?? { status: 400, title: 'Bad request' };
    socket.end(rawResponse(refusalResponse(definition, refusal, { path: undefined, log: options.logger })));
  });
  return server;
}

/** The bytes of an answer to what never became a request. */
function rawResponse({ status, headers, payload = new Uint8Array() }: WireResponse): Buffer {
  const fields = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...fields].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), payload]);
}
