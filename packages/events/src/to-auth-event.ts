import type { Parsed } from '@wharfinger/oci';

import { type AuthEvent, type AuthEventData, attributesOf } from './auth-event.ts';
import { isAttributeText } from './event-attributes.ts';
import { limitList, limitText } from './event-limits.ts';
import { limitCaller, type LimitedCaller } from './limit-caller.ts';
import { normalizeEventTime } from './event-time.ts';

/** What the token function knows of a request for a token once it has answered. */
export type AuthDecision = Omit<
  AuthEventData,
  keyof LimitedCaller | 'requested' | 'granted' | 'decisions' | 'listsTruncated' | 'tokenIds' | 'tokenIdsTruncated'
> & {
  id: string;
  /** RFC 3339. */
  time: string;
  requested: readonly string[];
  granted: readonly string[];
  decisions: readonly AuthEventData['decisions'][number][];
  /** Of several, all or the first ones. */
  tokenIds?: readonly string[] | undefined;
} & LimitedCaller;

const LIST_LIMITS = { maxCount: 100, maxBytes: 64 * 1024 };

/** The CloudEvent of a decision, or of several equal ones, not yet signed, or why it can't be one. */
export function toAuthEvent(
  decision: AuthDecision,
  context: {
    site: string;
    /** The function that decided; default the token function. */
    decidedBy?: 'token' | 'authz';
  },
): Parsed<AuthEvent> {
  const time = normalizeEventTime(decision.time);
  const lastTime = normalizeEventTime(decision.lastTime ?? decision.time);
  if (time === undefined || lastTime === undefined) {
    return { kind: 'invalid', reason: 'a time is not an RFC 3339 time' };
  }
  const unfit = Object.entries({ id: decision.id, account: decision.account }).find(
    ([, text]) => text !== null && !isAttributeText(text),
  );
  if (unfit !== undefined) {
    return { kind: 'invalid', reason: `the ${unfit[0]} is empty or has a character that no attribute may have` };
  }
  return {
    kind: 'ok',
    value: {
      specversion: '1.0',
      id: decision.id,
      source: `/sites/${encodeURIComponent(context.site)}/${context.decidedBy ?? 'token'}`,
      ...attributesOf(decision),
      time,
      datacontenttype: 'application/json',
      site: context.site,
      data: { ...toData(decision), ...toCount(decision, lastTime) },
    },
  };
}

// Member by member: a decision may carry more than an event should.
function toData(decision: AuthDecision): Omit<AuthEventData, 'count'> {
  const { outcome, reason, account, service, clientId, address, userAgent, credential, session } = decision;
  const requested = limitList(decision.requested, LIST_LIMITS);
  const granted = limitList(decision.granted, LIST_LIMITS);
  const decisions = limitList(decision.decisions.map(toScopeDecision), LIST_LIMITS);
  const { labels, restrictions, labelsOmitted, restrictionsOmitted } = limitCaller(decision);
  const areTruncated = [requested, granted, decisions].some((list) => list.areTruncated);
  return {
    outcome,
    reason: limitText(reason),
    account,
    service: limitText(service),
    clientId: limitText(clientId),
    address,
    userAgent: limitText(userAgent),
    credential: credential && { kind: credential.kind, id: limitText(credential.id) },
    session: limitText(session),
    labels: labels && copyLabels(labels),
    labelsOmitted: labelsOmitted ?? decision.labelsOmitted,
    restrictions: restrictions && [...restrictions],
    restrictionsOmitted: restrictionsOmitted ?? decision.restrictionsOmitted,
    requested: requested.kept,
    granted: granted.kept,
    decisions: decisions.kept,
    listsTruncated: areTruncated || undefined,
  };
}

function copyLabels(labels: NonNullable<LimitedCaller['labels']>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(labels).map(([name, values]) => [name, [...values]]));
}

type CountMember = 'count' | 'lastTime' | 'tokenIds' | 'tokenIdsTruncated';

function toCount({ count, tokenIds }: AuthDecision, lastTime: string): Pick<AuthEventData, CountMember> {
  if (count === 1) return { count };
  if (tokenIds === undefined) return { count, lastTime };
  const { kept } = limitList(tokenIds, LIST_LIMITS);
  return { count, lastTime, tokenIds: kept, tokenIdsTruncated: kept.length < count || undefined };
}

function toScopeDecision({ scope, granted, rule, reason }: AuthEventData['decisions'][number]) {
  return { scope, granted, rule, reason: limitText(reason) };
}
