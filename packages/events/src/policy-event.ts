import * as z from 'zod';

import { commonAttributes, untouched } from './event-attributes.ts';
import { isEventTime, normalizeEventTime } from './event-time.ts';

export const POLICY_CHANGED = 'dev.wharfinger.policy.changed.v1';
export const POLICY_REFUSED = 'dev.wharfinger.policy.refused.v1';

/** CloudEvents `type` of a change of the policy that was made, or was asked for and not made. */
export type PolicyEventType = typeof POLICY_CHANGED | typeof POLICY_REFUSED;

/** One revision of the policy. */
export type PolicyChangedData = {
  /** Counts up from 1. */
  revision: number;
  /** Names this very document, `<number>-<hash>`. */
  etag: string;
  /** The account that wrote it; null when it was written by hand, past the API. */
  author: string | null;
  /** RFC 3339, when it was written; null when it was written by hand: `time` is then when it was first seen. */
  at: string | null;
  /** Why, in the author's words. */
  reason: string | null;
  /** Each as `bindings/dev-team`, `roles/deployer`, `denials/freeze` or `defaults`. */
  changes: {
    added: string[];
    changed: string[];
    removed: string[];
    /** There are more than are named. */
    areTruncated?: true | undefined;
  };
  /** The number of the revision that was restored. */
  restored?: number | undefined;
  /** It was made though it may lock the last administrator out. */
  isForced?: true | undefined;
};

/** A change that was asked for with a valid token and not made, or several that are told together. */
export type PolicyRefusedData = {
  /** Who asked for it. */
  account: string;
  /** The client's IP address; null when it can't be known, or there were several. */
  address: string | null;
  userAgent?: string | undefined;
  /** What was to be done, `PUT bindings/dev-team`. */
  change: string;
  why: 'insufficient-scope' | 'invalid' | 'precondition' | 'lock-out' | 'missing';
  /** One sentence. */
  reason: string;
  /** How many it were; one where it isn't said. `time` is when the first was refused. */
  count?: number | undefined;
  /** RFC 3339, when the last of several was refused. */
  lastTime?: string | undefined;
};

/** A CloudEvents 1.0 event about the policy: attributes, extensions and data. */
export type PolicyEvent = {
  specversion: '1.0';
  /** Of a change its `etag`, so that it is the same whoever tells of it; of a refusal one of its own. */
  id: string;
  /** `/sites/<site>/authz`, percent-encoded. */
  source: string;
  /** `policy@<revision>`, or `policy`. */
  subject: string;
  /** RFC 3339, UTC, without trailing zeros in the fraction. */
  time: string;
  datacontenttype: 'application/json';
  /** The account that made the change, if one did, or asked for it. */
  actor?: string | undefined;
  site: string;
  /** base64url of the HMAC; see `signEvent`. */
  signature?: string | undefined;
} & (
  | { type: typeof POLICY_CHANGED; data: PolicyChangedData }
  | { type: typeof POLICY_REFUSED; data: PolicyRefusedData }
);

/** What an event tells of. */
export type PolicyNews = Pick<PolicyEvent, 'type' | 'data'> &
  ({ type: typeof POLICY_CHANGED; data: PolicyChangedData } | { type: typeof POLICY_REFUSED; data: PolicyRefusedData });

/** The attributes that follow from what an event says: they never say anything else; undefined where each may be its own. */
export function policyAttributesOf(news: PolicyNews): {
  subject: string;
  actor: string | undefined;
  id: string | undefined;
  time: string | undefined;
} {
  if (news.type === POLICY_REFUSED) {
    return { subject: 'policy', actor: news.data.account, id: undefined, time: undefined };
  }
  const { revision, etag, author, at } = news.data;
  const time = at === null ? undefined : normalizeEventTime(at);
  return { subject: `policy@${revision}`, actor: author ?? undefined, id: etag, time };
}

/** Whether a CloudEvents `type` is one of a policy event. */
export function isPolicyEventType(type: unknown): type is PolicyEventType {
  return type === POLICY_CHANGED || type === POLICY_REFUSED;
}

const texts = z.array(z.string());
const number = z.int().min(0);

const changedSchema: z.ZodType<PolicyChangedData> = z.looseObject({
  revision: number,
  etag: z.string(),
  author: z.string().nullable(),
  at: z.string().refine(isEventTime, 'is not an RFC 3339 time').nullable(),
  reason: z.string().nullable(),
  changes: z.looseObject({
    added: texts,
    changed: texts,
    removed: texts,
    areTruncated: z.literal(true).optional(),
  }),
  restored: number.optional(),
  isForced: z.literal(true).optional(),
});

const refusedSchema: z.ZodType<PolicyRefusedData> = z.looseObject({
  account: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().optional(),
  change: z.string(),
  why: z.enum(['insufficient-scope', 'invalid', 'precondition', 'lock-out', 'missing']),
  reason: z.string(),
  count: z.int().min(1).optional(),
  lastTime: z.string().refine(isEventTime, 'is not an RFC 3339 time').optional(),
});

/** Strict in the attributes that we know, which must fit the data; attributes that a broker adds are dropped. */
export const policyEventSchema: z.ZodType<PolicyEvent> = z
  .discriminatedUnion('type', [
    z.object({ ...commonAttributes, type: z.literal(POLICY_CHANGED), data: untouched(changedSchema) }),
    z.object({ ...commonAttributes, type: z.literal(POLICY_REFUSED), data: untouched(refusedSchema) }),
  ])
  .superRefine((event, context) => {
    const { subject, actor, id, time } = policyAttributesOf(event);
    const isFit = {
      subject: event.subject === subject,
      actor: event.actor === actor,
      id: id === undefined || event.id === id,
      time: time === undefined || normalizeEventTime(event.time) === time,
    };
    for (const [name, fits] of Object.entries(isFit)) {
      if (!fits) context.addIssue({ code: 'custom', path: [name], message: 'does not fit the data' });
    }
  });
