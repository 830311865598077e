import { validateHeaderName, validateHeaderValue } from 'node:http';

import type { FunctionResponse } from './function-definition.ts';

export type WireResponse = {
  status: number;
  headers: Readonly<Record<string, string>>;
  payload: Uint8Array | undefined;
};

const DEFAULT_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * Turns a handler's answer into bytes and complete headers.
 * @throws {TypeError} when a header or the status can't be sent, or the body has no JSON form
 */
export function toWireResponse(response: FunctionResponse): WireResponse {
  if (!Number.isInteger(response.status) || response.status < 200 || response.status > 599) {
    throw new TypeError(`A handler answered with the status ${response.status}.`);
  }
  const { payload, mediaType } = encodeBody(response);
  const headers: Record<string, string> = { ...DEFAULT_HEADERS };
  if (mediaType !== undefined) headers['content-type'] = mediaType;
  for (const [name, value] of Object.entries(response.headers ?? {})) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    headers[name.toLowerCase()] = value;
  }
  // NOTE: RFC 9110 §8.6 forbids a length on 204; a 304 would have to state the length of the 200.
  if (response.status === 204 || response.status === 304) {
    return { status: response.status, headers, payload: undefined };
  }
  return {
    status: response.status,
    headers: { ...headers, 'content-length': String(payload?.byteLength ?? 0) },
    payload,
  };
}

function encodeBody({ body }: FunctionResponse): { payload: Uint8Array | undefined; mediaType: string | undefined } {
  if (body === undefined) return { payload: undefined, mediaType: undefined };
  if (body instanceof Uint8Array) return { payload: body, mediaType: 'application/octet-stream' };
  if (typeof body === 'string') return { payload: Buffer.from(body), mediaType: 'text/plain; charset=utf-8' };
  const text: string | undefined = JSON.stringify(body);
  if (text === undefined) throw new TypeError('A handler answered with a body that has no JSON form.');
  return { payload: Buffer.from(text), mediaType: 'application/json' };
}
