import type { Parsed } from '@wharfinger/oci';

import { isAttributeText } from './event-attributes.ts';
import { limitList, limitText } from './event-limits.ts';
import { normalizeEventTime } from './event-time.ts';
import {
  POLICY_CHANGED,
  POLICY_REFUSED,
  policyAttributesOf,
  type PolicyChangedData,
  type PolicyEvent,
  type PolicyNews,
  type PolicyRefusedData,
} from './policy-event.ts';

/** What became of the policy, and where a `PolicyEvent` has no id or time of its own, which they are. */
export type PolicyOccurrence =
  /** `time`: of a revision that was written by hand, when it was first seen; else `at` is it. */
  | { kind: 'changed'; time: string; data: PolicyChangedData }
  | { kind: 'refused'; time: string; id: string; data: PolicyRefusedData };

const LIST_LIMITS = { maxCount: 1000, maxBytes: 64 * 1024 };

/** The CloudEvent of a change of the policy, or of one that was refused, not yet signed, or why it can't be one. */
export function toPolicyEvent(occurrence: PolicyOccurrence, context: { site: string }): Parsed<PolicyEvent> {
  const news = toNews(occurrence);
  const { subject, actor, id: ownId, time: ownTime } = policyAttributesOf(news);
  const time = ownTime ?? normalizeEventTime(occurrence.time);
  if (time === undefined || (news.type === POLICY_CHANGED && news.data.at !== null && ownTime === undefined)) {
    return { kind: 'invalid', reason: 'the time is not an RFC 3339 time' };
  }
  const id = occurrence.kind === 'refused' ? occurrence.id : (ownId ?? '');
  const unfit = Object.entries({ id, account: actor }).find(([, text]) => text !== undefined && !isAttributeText(text));
  if (unfit !== undefined) {
    return { kind: 'invalid', reason: `the ${unfit[0]} is empty or has a character that no attribute may have` };
  }
  return {
    kind: 'ok',
    value: {
      specversion: '1.0',
      id,
      source: `/sites/${encodeURIComponent(context.site)}/authz`,
      subject,
      actor,
      time,
      datacontenttype: 'application/json',
      site: context.site,
      ...news,
    },
  };
}

// Member by member: what is given may carry more than an event should.
function toNews(occurrence: PolicyOccurrence): PolicyNews {
  if (occurrence.kind === 'refused') {
    const { account, address, userAgent, change, why, reason, count, lastTime } = occurrence.data;
    const limited = { userAgent: limitText(userAgent), change: limitText(change), reason: limitText(reason) };
    return { type: POLICY_REFUSED, data: { account, address, why, ...limited, count, lastTime } };
  }
  const { revision, etag, author, at, reason, restored, isForced } = occurrence.data;
  const changes = limitChanges(occurrence.data.changes);
  const why = reason === null ? null : limitText(reason);
  return { type: POLICY_CHANGED, data: { revision, etag, author, at, reason: why, changes, restored, isForced } };
}

function limitChanges(changes: PolicyChangedData['changes']): PolicyChangedData['changes'] {
  const added = limitList(changes.added, LIST_LIMITS);
  const changed = limitList(changes.changed, LIST_LIMITS);
  const removed = limitList(changes.removed, LIST_LIMITS);
  const areTruncated = [added, changed, removed].some((list) => list.areTruncated);
  return {
    added: added.kept,
    changed: changed.kept,
    removed: removed.kept,
    areTruncated: changes.areTruncated ?? (areTruncated || undefined),
  };
}
