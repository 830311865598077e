import { decideDelivery } from '@wharfinger/events';

import type { Sink } from './sink.ts';

const REACHABLE_TIMEOUT_MS = 2000;

/** The addressable that `K_SINK` names, over connections that are kept open. */
export function createHttpSink(options: { url: URL; timeoutMs: number }): Sink {
  const { url, timeoutMs } = options;
  return {
    async deliver({ headers, body }) {
      // NOTE: not tied to the registry's request: it gives up early and comes again, and what arrives twice has one id.
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return decideDelivery(await postTwice(url, { method: 'POST', headers, body, redirect: 'manual', signal }));
      } catch {
        return { kind: 'unavailable', reason: signal.aborted ? 'the sink did not answer in time' : 'the sink is down' };
      }
    },
    async isReachable() {
      try {
        // Brokers take POST only; that one says so is enough.
        const signal = AbortSignal.timeout(REACHABLE_TIMEOUT_MS);
        const status = await statusOf(url, { method: 'HEAD', redirect: 'manual', signal });
        const isRedirect = status >= 300 && status < 400;
        return !isRedirect && (status < 500 || status === 501);
      } catch {
        return false;
      }
    },
  };
}

async function postTwice(url: URL, init: RequestInit & { signal: AbortSignal }): Promise<number> {
  try {
    return await statusOf(url, init);
  } catch (error) {
    if (init.signal.aborted) throw error;
    // The sink may have closed a kept connection while the event was on its way: once more, with the same id.
    return statusOf(url, init);
  }
}

async function statusOf(url: URL, init: RequestInit): Promise<number> {
  const response = await fetch(url, init);
  // Unread, the answer would keep its connection busy.
  await response.arrayBuffer();
  return response.status;
}
