import { decideDelivery, type Delivery, type HttpMessage } from '@wharfinger/events';
import { createHttpExchange } from '@wharfinger/function-kit';

const ANSWER_MAX_BYTES = 64 * 1024;

/** Posts events to the addressable that `K_SINK` names, over connections that are kept open; each call tries once. */
export function createHttpEventSink(options: {
  url: URL;
  timeoutMs: number;
}): (message: HttpMessage) => Promise<Delivery> {
  const exchange = createHttpExchange({ timeoutMs: options.timeoutMs, maxAnswerBytes: ANSWER_MAX_BYTES });
  return async ({ headers, body }) => {
    try {
      const { status } = await exchange({ method: 'POST', url: options.url, headers, body });
      return decideDelivery(status);
    } catch (error) {
      const isLate = error instanceof DOMException && error.name === 'TimeoutError';
      return { kind: 'unavailable', reason: isLate ? 'the sink did not answer in time' : 'the sink is down' };
    }
  };
}
