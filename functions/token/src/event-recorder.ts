import { type Delivery, type HttpMessage, signEvent, toAuthEvent, toHttpMessage } from '@wharfinger/events';
import type { FunctionRequest, Logger, Secret } from '@wharfinger/function-kit';

import { type DecisionMade, describeDecision, sizeOfDecision } from './event-decision.ts';
import { createDropLog } from './event-drops.ts';
import { createEventQueue, type EventQueueLimits } from './event-queue.ts';
import type { TokenDecision } from './token-decision.ts';

export type EventRecorderDeps = {
  site: string;
  eventSecret: Secret;
  /** Tries once. */
  deliver: (message: HttpMessage) => Promise<Delivery>;
  now: () => Date;
  newId: () => string;
  schedule: (work: () => void, delayMs: number) => void;
  log: Pick<Logger, 'error' | 'warn' | 'info'>;
  limits?: EventQueueLimits;
};

export type EventRecorder = {
  /** Takes note of a decision; never waits and never throws. */
  record: (decision: TokenDecision, request: Pick<FunctionRequest, 'clientAddress' | 'headers'>) => void;
  /** Resolves when the sink has every event, or the signal aborts. */
  flush: (timeUp: AbortSignal) => Promise<void>;
};

const LIMITS: EventQueueLimits = { maxEvents: 10_000, maxBytes: 32 * 1024 * 1024, concurrency: 4, maxAttempts: 20 };
const DROP_LOG_WINDOW_MS = 10_000;

/** Tells the sink of decisions, in the background: an event is made, signed and sent when the client has its answer. */
export function createEventRecorder(deps: EventRecorderDeps): EventRecorder {
  const { site, log, schedule } = deps;
  const drops = createDropLog({ log, schedule, windowMs: DROP_LOG_WINDOW_MS });
  const queue = createEventQueue<DecisionMade>(deps.limits ?? LIMITS, {
    send: async (made) => {
      const event = toAuthEvent(describeDecision(made), { site });
      if (event.kind === 'invalid') {
        log.error({ reason: event.reason }, 'a decision that is no event');
        return { kind: 'refused', reason: event.reason };
      }
      return deps.deliver(toHttpMessage(signEvent(event.value, deps.eventSecret.reveal())));
    },
    schedule,
    onDrop: drops.count,
    onSink: (state) => {
      if (state.kind === 'down') log.warn({ reason: state.reason }, 'the sink takes no events; they wait');
      else log.info('the sink takes events again');
    },
  });
  return {
    record: (decision, { clientAddress, headers }) => {
      const id = decision.tokenId ?? deps.newId();
      const made = { id, at: deps.now(), address: clientAddress ?? null, userAgent: headers['user-agent'], decision };
      queue.enqueue(made, sizeOfDecision(made));
    },
    flush: async (timeUp) => {
      await queue.flush(timeUp);
      drops.report();
    },
  };
}
