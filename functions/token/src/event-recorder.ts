import { createLoggedEventQueue, type EventQueueLimits } from '@wharfinger/event-delivery';
import {
  type AuthDecision,
  type Delivery,
  type HttpMessage,
  signEvent,
  toAuthEvent,
  toHttpMessage,
} from '@wharfinger/events';
import type { FunctionRequest, Logger, Secret } from '@wharfinger/function-kit';

import { type CounterLimits, createEventCounter } from './event-counter.ts';
import { describeDecision } from './event-decision.ts';
import { createFloodLimit, type FloodLimits } from './event-flood.ts';
import type { TokenDecision } from './token-decision.ts';

export type EventRecorderDeps = {
  site: string;
  eventSecret: Secret;
  /** Tries once. */
  deliver: (message: HttpMessage) => Promise<Delivery>;
  now: () => Date;
  newId: () => string;
  /** Milliseconds since any moment, by a clock that nobody sets. */
  elapsedMs: () => number;
  schedule: (work: () => void, delayMs: number) => void;
  log: Pick<Logger, 'error' | 'warn' | 'info'>;
  limits?: { queue: EventQueueLimits; counter: CounterLimits; flood: FloodLimits };
};

export type EventRecorder = {
  /** Takes note of a decision; never waits and never throws. */
  record: (decision: TokenDecision, request: Pick<FunctionRequest, 'clientAddress' | 'headers'>) => void;
  /** Resolves when the sink has every event, or the signal aborts. */
  flush: (timeUp: AbortSignal) => Promise<void>;
};

const MIB = 1024 * 1024;
const WINDOW_MS = 60_000;
const LIMITS: NonNullable<EventRecorderDeps['limits']> = {
  queue: { maxEvents: 10_000, maxBytes: 32 * MIB, concurrency: 4, maxAttempts: 20 },
  counter: { windowMs: WINDOW_MS, maxContents: 10_000, maxBytes: 48 * MIB, maxTokenIds: 32 },
  flood: { maxOfClient: 50, windowMs: WINDOW_MS, maxClients: 10_000 },
};

/** Tells the sink of decisions, equal ones together: an event is signed and sent when the client has its answer. */
export function createEventRecorder(deps: EventRecorderDeps): EventRecorder {
  const { site, log, schedule, elapsedMs, limits = LIMITS } = deps;
  const queue = createLoggedEventQueue<AuthDecision>(limits.queue, {
    send: async (decision) => {
      const event = toAuthEvent(decision, { site });
      if (event.kind === 'invalid') {
        log.error({ reason: event.reason }, 'a decision that is no event');
        return { kind: 'refused', reason: event.reason };
      }
      return deps.deliver(toHttpMessage(signEvent(event.value, deps.eventSecret.reveal())));
    },
    schedule,
    log,
    what: 'decisions',
  });
  const counter = createEventCounter(limits.counter, {
    tell: (decision, sizeBytes) => queue.enqueue(decision, sizeBytes, decision.count),
    limit: createFloodLimit(limits.flood, { elapsedMs }),
    elapsedMs,
    schedule,
  });
  return {
    record: (decision, { clientAddress, headers }) => {
      const { tokenId } = decision;
      const client = { address: clientAddress ?? null, userAgent: headers['user-agent'] };
      counter.record(describeDecision(decision, client), { id: tokenId ?? deps.newId(), tokenId, at: deps.now() });
    },
    flush: async (timeUp) => {
      counter.end();
      await queue.flush(timeUp);
    },
  };
}
