import type { Bucket } from '@wharfinger/control-store';
import {
  createDecisionRecorder,
  createHttpEventSink,
  createLoggedEventQueue,
  type EventConfig,
} from '@wharfinger/event-delivery';
import { type Delivery, type PolicyOccurrence, signEvent, toHttpMessage, toPolicyEvent } from '@wharfinger/events';
import type { Logger } from '@wharfinger/function-kit';

import { createRevisionAnnouncer } from './announce-revisions.ts';
import { createControlStoreAnnounced } from './control-store-announced.ts';
import { describeDenied, type TellDenied } from '../decide/denied-access.ts';
import { createForeignRefusals } from './foreign-refusals.ts';
import type { Policies } from '../store/policies.ts';
import type { PolicyEvents } from './policy-events.ts';
import { tellRevisions } from './tell-revisions.ts';

export type PolicyEventsDeps = {
  bucket: Bucket;
  policies: Pick<Policies, 'read' | 'revisions'>;
  now: () => Date;
  newId: () => string;
  log: Pick<Logger, 'error' | 'warn' | 'info'>;
};

const SINK_TIMEOUT_MS = 5000;
const REFUSED_LIMITS = { maxEvents: 1000, maxBytes: 8 * 1024 * 1024, concurrency: 2, maxAttempts: 20 };
const BYTES_OF_A_REFUSAL = 1024;

const NOBODY_IS_TOLD: AuthzEvents = {
  changed: () => undefined,
  refused: () => undefined,
  tellDenied: () => undefined,
  notice: () => null,
  flush: () => Promise.resolve(),
};

const elapsedMs = (): number => performance.now();

function schedule(work: () => void, delayMs: number): void {
  setTimeout(work, delayMs).unref();
}

/** What authz tells of; `flush` waits for all of it. */
export type AuthzEvents = PolicyEvents & { tellDenied: TellDenied };

/** Tells the sink over HTTP what became of the policy, and what docker_auth didn't get; where there is no sink, nobody. */
export function createHttpPolicyEvents(config: EventConfig | null, deps: PolicyEventsDeps): AuthzEvents {
  const { log, now, policies } = deps;
  if (config === null) {
    log.info('there is no K_SINK: nobody is told of changes of the policy');
    return NOBODY_IS_TOLD;
  }
  const { site, eventSecret, sinkUrl: url } = config;
  const deliver = createHttpEventSink({ url, timeoutMs: SINK_TIMEOUT_MS });
  const tell = async (occurrence: PolicyOccurrence): Promise<Delivery> => {
    const event = toPolicyEvent(occurrence, { site });
    if (event.kind === 'invalid') return { kind: 'refused', reason: event.reason };
    return deliver(toHttpMessage(signEvent(event.value, eventSecret.reveal())));
  };
  const announced = createControlStoreAnnounced(deps.bucket);
  const revisions = createRevisionAnnouncer({
    tellNext: (latest) => tellRevisions(latest, { policies, announced, tell, now, log }),
    schedule,
    now,
    log,
  });
  const refusals = createLoggedEventQueue<PolicyOccurrence>(REFUSED_LIMITS, {
    send: tell,
    schedule,
    log,
    what: 'refused changes of the policy',
  });
  const decisions = createDecisionRecorder({
    site,
    decidedBy: 'authz',
    eventSecret,
    deliver,
    elapsedMs,
    schedule,
    log,
  });
  // NOTE: a queue of their own: whoever may write nothing must not push out what an administrator was refused.
  const foreignQueue = createLoggedEventQueue<PolicyOccurrence>(REFUSED_LIMITS, {
    send: tell,
    schedule,
    log,
    what: 'refused changes of the policy by accounts that may make none',
  });
  const foreign = createForeignRefusals({ tell: foreignQueue.enqueue, elapsedMs, schedule });
  return {
    changed: revisions.announce,
    notice: revisions.notice,
    tellDenied: (denied) => decisions.record(describeDenied(denied), { id: deps.newId(), tokenId: null, at: now() }),
    refused: (data) => {
      if (data.why === 'insufficient-scope') return foreign.record(data, { id: deps.newId(), at: now() });
      const { change, reason, userAgent = '' } = data;
      const sizeBytes = BYTES_OF_A_REFUSAL + 2 * (change.length + reason.length + userAgent.length);
      refusals.enqueue({ kind: 'refused', id: deps.newId(), time: now().toISOString(), data }, sizeBytes);
    },
    flush: async (timeUp) => {
      foreign.end();
      const all = [revisions, refusals, foreignQueue, decisions];
      await Promise.all(all.map(async ({ flush }) => flush(timeUp)));
    },
  };
}
