import { readEvent, toHeaders, type CloudEvent } from './cloud-event.ts';
import type { Answer } from './decide-delivery.ts';

const TIMEOUT_MS = 30_000;

export type Attempt = { answer: Answer; reply?: CloudEvent };

/** One attempt at a delivery, in binary mode; never throws. */
export async function deliverOverHttp(subscriber: string, event: CloudEvent): Promise<Attempt> {
  try {
    const response = await fetch(subscriber, {
      method: 'POST',
      headers: toHeaders(event),
      body: Buffer.from(event.data),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = new Uint8Array(await response.arrayBuffer());
    const read = readEvent(Object.fromEntries(response.headers), body);
    return {
      answer: {
        kind: 'response',
        status: response.status,
        isReplyEvent: read.kind === 'ok',
        isEmpty: body.length === 0,
      },
      ...(read.kind === 'ok' ? { reply: read.event } : {}),
    };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return {
      answer: {
        kind: 'no-response',
        reason: isLate ? `no answer within ${String(TIMEOUT_MS / 1000)} s` : 'no connection',
      },
    };
  }
}
