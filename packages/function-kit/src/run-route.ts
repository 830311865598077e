import { type Exchange, sendResponse, startResponse } from './exchange.ts';
import type { FunctionDefinition, FunctionRequest, FunctionResponse, Refusal, Route } from './function-definition.ts';
import { discardBody, readBody } from './read-body.ts';
import { refusalResponse } from './refusal-response.ts';
import { problem } from './responses.ts';
import { toWireResponse, type WireResponse } from './wire-response.ts';

const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;
const LINGER = { maxBytes: 16 * DEFAULT_MAX_BODY_BYTES, maxMs: 2000 };

export type Match = {
  route: Route;
  params: Readonly<Record<string, string>>;
  /** What the framework has read already; `undefined` leaves the body to be read here. */
  bufferedBody: Uint8Array | undefined;
};

/** Reads the body within the route's limit, runs the handler and sends its answer. */
export async function runRoute(exchange: Exchange, match: Match, definition: FunctionDefinition): Promise<void> {
  const maxBodyBytes = match.route.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  if (match.bufferedBody === undefined && isEncoded(exchange.request.headers)) {
    const refusal: Refusal = { status: 415, title: 'Unsupported content encoding' };
    await refuseBody(exchange, definition, refusal, { 'accept-encoding': 'identity' });
    return;
  }
  const body = await bodyOf(exchange, match.bufferedBody, maxBodyBytes);
  if (body.kind === 'aborted') return;
  if (body.kind === 'too-large') {
    const detail = `The body may have at most ${maxBodyBytes} bytes.`;
    await refuseBody(exchange, definition, { status: 413, title: 'Content too large', detail, maxBodyBytes });
    return;
  }
  const request: FunctionRequest = { ...exchange.request, params: match.params, body: body.bytes };
  sendResponse(exchange, await answer(match.route, request, definition));
}

async function answer(route: Route, request: FunctionRequest, definition: FunctionDefinition): Promise<WireResponse> {
  try {
    return toWireResponse(await route.handler(request));
  } catch (error) {
    return answerFault(error, request, definition);
  }
}

function answerFault(error: unknown, request: FunctionRequest, definition: FunctionDefinition): WireResponse {
  if (request.signal.aborted) {
    request.log.info({ err: error }, 'the client went away');
    return toWireResponse(internalError());
  }
  request.log.error({ err: error }, 'handler failed');
  try {
    return toWireResponse(definition.toErrorResponse?.(error, request) ?? internalError());
  } catch (mappingError) {
    request.log.error({ err: mappingError }, 'toErrorResponse failed');
    return toWireResponse(internalError());
  }
}

// NOTE: only faults below 500 say why: a message may hold a path, an address or a secret.
function internalError(): FunctionResponse {
  return problem(500, { title: 'Internal server error' });
}

function bodyOf(exchange: Exchange, buffered: Uint8Array | undefined, maxBytes: number): ReturnType<typeof readBody> {
  if (buffered === undefined) return readBody(exchange.message, maxBytes);
  return Promise.resolve(buffered.byteLength > maxBytes ? { kind: 'too-large' } : { kind: 'read', bytes: buffered });
}

function isEncoded(headers: FunctionRequest['headers']): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  return encoding !== undefined && encoding !== '' && encoding !== 'identity';
}

async function refuseBody(
  exchange: Exchange,
  definition: FunctionDefinition,
  refusal: Refusal,
  headers?: Readonly<Record<string, string>>,
): Promise<void> {
  const { path, log } = exchange.request;
  exchange.response.setHeader('connection', 'close');
  if (!startResponse(exchange, refusalResponse(definition, refusal, { path, log, headers }))) return;
  await discardBody(exchange.message, LINGER);
  exchange.response.end();
}
