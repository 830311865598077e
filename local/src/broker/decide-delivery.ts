/** What a subscriber answered to one attempt. */
export type Answer =
  | { kind: 'response'; status: number; isReplyEvent: boolean; isEmpty: boolean }
  | { kind: 'no-response'; reason: string };

export type DeliveryDecision =
  | { kind: 'delivered' }
  | { kind: 'retry'; delayMs: number; reason: string }
  | { kind: 'dead-letter'; reason: string };

/** Knative's default delivery of a Broker: ten retries, exponential from 0.2 s, about 200 s in all. */
export const RETRIES = 10;
const BACKOFF_MS = 200;

/** Besides these, everything from 500 on. A 3xx is as final as any other 4xx. */
const RETRIED_STATUSES: ReadonlySet<number> = new Set([404, 408, 409, 429]);
const BAD_GATEWAY = 502;

/**
 * Decides after an attempt as a Knative Trigger does.
 * @param attempt counted from 1
 * @see https://github.com/knative/specs/blob/main/specs/eventing/data-plane.md#event-delivery-response-codes
 */
export function decideDelivery(answer: Answer, attempt: number): DeliveryDecision {
  if (answer.kind === 'no-response') return retryOrGiveUp(answer.reason, attempt);
  const { status } = answer;
  if (status >= 200 && status < 300) {
    if (answer.isEmpty || answer.isReplyEvent) return { kind: 'delivered' };
    // A Trigger takes a body for a reply; one that isn't an event counts as a bad gateway.
    return retryOrGiveUp(`HTTP ${String(status)} with a body that is no event (${String(BAD_GATEWAY)})`, attempt);
  }
  const reason = `HTTP ${String(status)}`;
  if (status >= 500 || RETRIED_STATUSES.has(status)) return retryOrGiveUp(reason, attempt);
  return { kind: 'dead-letter', reason };
}

function retryOrGiveUp(reason: string, attempt: number): DeliveryDecision {
  if (attempt > RETRIES) return { kind: 'dead-letter', reason };
  return { kind: 'retry', delayMs: BACKOFF_MS * 2 ** (attempt - 1), reason };
}
