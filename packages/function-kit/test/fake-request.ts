import { createLogger } from '../src/logger.ts';
import type { FunctionRequest } from '../src/function-definition.ts';

/** A request as a handler gets it, without a server. */
export function fakeRequest(fields: Partial<FunctionRequest> = {}): FunctionRequest {
  return {
    method: 'POST',
    path: '/',
    params: {},
    query: new URLSearchParams(),
    headers: {},
    body: new Uint8Array(),
    requestId: 'request-1',
    clientAddress: '192.0.2.1',
    log: createLogger({ logLevel: 'silent' }),
    signal: new AbortController().signal,
    ...fields,
  };
}
