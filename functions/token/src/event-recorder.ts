import { createDecisionRecorder, type DecisionRecorderDeps } from '@wharfinger/event-delivery';
import type { FunctionRequest } from '@wharfinger/function-kit';

import { describeDecision } from './event-decision.ts';
import type { TokenDecision } from './token-decision.ts';

export type EventRecorderDeps = Omit<DecisionRecorderDeps, 'decidedBy'> & { now: () => Date; newId: () => string };

export type EventRecorder = {
  /** Takes note of a decision; never waits and never throws. */
  record: (decision: TokenDecision, request: Pick<FunctionRequest, 'clientAddress' | 'headers'>) => void;
  /** Resolves when the sink has every event, or the signal aborts. */
  flush: (timeUp: AbortSignal) => Promise<void>;
};

/** Tells the sink of decisions, equal ones together: an event is signed and sent when the client has its answer. */
export function createEventRecorder(deps: EventRecorderDeps): EventRecorder {
  const { record, flush } = createDecisionRecorder({ ...deps, decidedBy: 'token' });
  return {
    record: (decision, { clientAddress, headers }) => {
      const { tokenId } = decision;
      const client = { address: clientAddress ?? null, userAgent: headers['user-agent'] };
      record(describeDecision(decision, client), { id: tokenId ?? deps.newId(), tokenId, at: deps.now() });
    },
    flush,
  };
}
