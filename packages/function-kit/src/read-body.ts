import type { IncomingMessage } from 'node:http';

export type ReadBody = { kind: 'read'; bytes: Uint8Array } | { kind: 'too-large' } | { kind: 'aborted' };

/** Reads a body of at most `maxBytes`: a longer one is noticed by its declared length, or else while it comes in. */
export function readBody(message: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  if (Number(message.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    message.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) {
        chunks.length = 0;
        resolve({ kind: 'too-large' });
        return;
      }
      chunks.push(chunk);
    });
    message.once('end', () => resolve({ kind: 'read', bytes: Buffer.concat(chunks) }));
    message.once('error', () => resolve({ kind: 'aborted' }));
    message.once('close', () => resolve({ kind: 'aborted' }));
  });
}

/** Takes in and forgets the rest of a body, within bounds: a connection closed on unread bytes loses the answer. */
export function discardBody(message: IncomingMessage, bounds: { maxBytes: number; maxMs: number }): Promise<void> {
  if (message.complete || message.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let sizeBytes = 0;
    const timer = setTimeout(finish, bounds.maxMs);
    function finish(): void {
      clearTimeout(timer);
      message.pause();
      resolve();
    }
    message.removeAllListeners('data');
    message.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > bounds.maxBytes) finish();
    });
    message.once('end', finish);
    message.once('close', finish);
    message.resume();
  });
}
