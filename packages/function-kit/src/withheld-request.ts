import type { IncomingMessage } from 'node:http';

type Withheld = { url: string; headers: Readonly<Record<string, string>> };

const BODY_HEADERS = ['content-length', 'transfer-encoding', 'content-encoding'] as const;

const withheld = new WeakMap<IncomingMessage, Withheld>();

/**
 * Shows the framework a request to `/` without a body, so that it neither buffers up to 1 GiB, nor parses JSON, nor
 * answers an odd path with a page of its own; `restoreRequest` undoes it once the framework has passed the request on.
 */
export function withholdRequest(message: IncomingMessage): void {
  const headers: Record<string, string> = {};
  for (const name of BODY_HEADERS) {
    const value = message.headers[name];
    if (value !== undefined) headers[name] = value;
    delete message.headers[name];
  }
  withheld.set(message, { url: message.url ?? '/', headers });
  message.url = '/';
}

/** Gives the request its address and headers back; false when it was never withheld and the framework holds its body. */
export function restoreRequest(message: IncomingMessage): boolean {
  const original = withheld.get(message);
  if (original === undefined) return false;
  message.url = original.url;
  Object.assign(message.headers, original.headers);
  return true;
}
