import {
  type AuthDecision,
  type Delivery,
  type HttpMessage,
  signEvent,
  toAuthEvent,
  toHttpMessage,
} from '@wharfinger/events';
import type { Logger, Secret } from '@wharfinger/function-kit';

import type { DecisionContent } from './decision-content.ts';
import { type CounterLimits, createEventCounter, type DecisionMade } from './event-counter.ts';
import { createFloodLimit, type FloodLimits } from './event-flood.ts';
import type { EventQueueLimits } from './event-queue.ts';
import { createLoggedEventQueue } from './logged-event-queue.ts';
import { toAuthDecision } from './to-auth-decision.ts';

export type DecisionRecorderDeps = {
  site: string;
  /** The function that decides. */
  decidedBy: 'token' | 'authz';
  eventSecret: Secret;
  /** Tries once. */
  deliver: (message: HttpMessage) => Promise<Delivery>;
  /** Milliseconds since any moment, by a clock that nobody sets. */
  elapsedMs: () => number;
  schedule: (work: () => void, delayMs: number) => void;
  log: Pick<Logger, 'error' | 'warn' | 'info'>;
  limits?: { queue: EventQueueLimits; counter: CounterLimits; flood: FloodLimits };
};

export type DecisionRecorder = {
  /** Takes note of a decision; never waits and never throws. */
  record: (content: DecisionContent, made: DecisionMade) => void;
  /** Resolves when the sink has every event, or the signal aborts. */
  flush: (timeUp: AbortSignal) => Promise<void>;
};

const MIB = 1024 * 1024;
const WINDOW_MS = 60_000;
const LIMITS: NonNullable<DecisionRecorderDeps['limits']> = {
  queue: { maxEvents: 10_000, maxBytes: 32 * MIB, concurrency: 4, maxAttempts: 20 },
  counter: { windowMs: WINDOW_MS, maxContents: 10_000, maxBytes: 48 * MIB, maxTokenIds: 32 },
  flood: { maxOfClient: 50, windowMs: WINDOW_MS, maxClients: 10_000 },
};

/** Tells the sink of decisions, equal ones together: an event is signed and sent when the client has its answer. */
export function createDecisionRecorder(deps: DecisionRecorderDeps): DecisionRecorder {
  const { site, decidedBy, log, schedule, elapsedMs, limits = LIMITS } = deps;
  const queue = createLoggedEventQueue<AuthDecision>(limits.queue, {
    send: async (decision) => {
      const event = toAuthEvent(decision, { site, decidedBy });
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
  const counter = createEventCounter<DecisionContent>(limits.counter, {
    tell: (counted, sizeBytes) => queue.enqueue(toAuthDecision(counted), sizeBytes, counted.count),
    limit: createFloodLimit(limits.flood, { elapsedMs }),
    elapsedMs,
    schedule,
  });
  return {
    record: counter.record,
    flush: async (timeUp) => {
      counter.end();
      await queue.flush(timeUp);
    },
  };
}
