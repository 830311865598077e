import type { DecisionContent } from '@wharfinger/event-delivery';
import { type AuthOutcome, limitCaller, type LimitedCaller } from '@wharfinger/events';
import { ALL_ACTIONS, formatScope, grantSubset } from '@wharfinger/token';

import type { TokenDecision } from './token-decision.ts';

export type DecisionClient = { address: string | null; userAgent: string | undefined };

const REASONS: Readonly<Record<Exclude<AuthOutcome, 'refused'>, string>> = {
  granted: 'all that was asked for is granted',
  'partly-granted': 'a part of what was asked for is granted',
  denied: 'nothing of what was asked for is granted',
  throttled: 'there were too many sign-ins',
};

/** What an event says of a decision. */
export function describeDecision(decision: TokenDecision, { address, userAgent }: DecisionClient): DecisionContent {
  const { account, service, clientId, credential, session, requested, decisions } = decision;
  const outcome = outcomeOf(decision);
  return {
    outcome,
    reason: reasonOf(outcome, decision),
    account,
    service,
    clientId: clientId === '' ? undefined : clientId,
    address,
    userAgent,
    credential: credential && { kind: credential.kind, id: credential.id },
    session: session ?? undefined,
    ...describeCaller(decision),
    requested: requested.map(formatScope),
    granted: decision.granted.map(formatScope),
    decisions: decisions.map(({ granted, rule, reason, requested: actions, type, class: resourceClass, name }) => ({
      scope: formatScope({ type, name, actions, ...(resourceClass === undefined ? {} : { class: resourceClass }) }),
      granted: [...granted],
      rule,
      reason,
    })),
  };
}

function describeCaller({ caller }: TokenDecision): LimitedCaller {
  return caller === null ? {} : limitCaller({ labels: caller.labels, restrictions: caller.restrictions ?? undefined });
}

function outcomeOf({ kind, requested, granted }: TokenDecision): AuthOutcome {
  if (kind !== 'issued') return kind;
  if (requested.length > 0 && granted.length === 0) return 'denied';
  const askedFor = sum(requested.map((scope) => grantSubset(scope, [ALL_ACTIONS]).length));
  const given = sum(granted.map(({ actions }) => actions.length));
  return given < askedFor ? 'partly-granted' : 'granted';
}

function reasonOf(outcome: AuthOutcome, { why, requested }: TokenDecision): string {
  if (outcome === 'refused') return why ?? 'the sign-in is wrong';
  return requested.length === 0 && outcome === 'granted' ? 'nothing was asked for' : REASONS[outcome];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
