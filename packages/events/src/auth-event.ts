import * as z from 'zod';

import { commonAttributes, untouched } from './event-attributes.ts';
import { isEventTime } from './event-time.ts';

/** CloudEvents `type` of what became of a request for a token. */
export type AuthEventType = 'dev.wharfinger.auth.granted.v1' | 'dev.wharfinger.auth.denied.v1';

/**
 * What became of it. A token was issued with all that was asked (`granted`), a part of it (`partly-granted`) or nothing
 * of it (`denied`); or the sign-in itself was `refused` or `throttled`.
 */
export type AuthOutcome = 'granted' | 'partly-granted' | 'denied' | 'refused' | 'throttled';

/** What the policy said of one scope. */
export type AuthScopeDecision = {
  /** `repository:team/app:pull,push`, as it was asked for. */
  scope: string;
  /** The actions that are granted. */
  granted: string[];
  /** Id of the rule that decided; null when none speaks of the request. */
  rule: string | null;
  reason: string;
};

export type AuthEventData = {
  outcome: AuthOutcome;
  /** One sentence or phrase; nothing that a client typed in. */
  reason: string;
  /** Null for nobody: an anonymous request, or a sign-in as somebody whom there isn't. */
  account: string | null;
  service: string;
  clientId?: string | undefined;
  /** The client's IP address; null when it can't be known. */
  address: string | null;
  userAgent?: string | undefined;
  /** What was signed in with, never a secret; null when that isn't known. */
  credential: { kind: string; id: string } | null;
  /** Which refresh tokens belong together; absent when none was used or given. */
  session?: string | undefined;
  /** The caller's, as the policy saw them; absent where the sign-in was not good, and in old events. */
  labels?: Record<string, string[]> | undefined;
  /** There were labels, and too many to tell. */
  labelsOmitted?: true | undefined;
  /** Scope patterns beyond which the credential allowed nothing; absent when it had none of its own. */
  restrictions?: string[] | undefined;
  /** There were restrictions, and too many to tell. */
  restrictionsOmitted?: true | undefined;
  requested: string[];
  granted: string[];
  decisions: AuthScopeDecision[];
  /** One of the three lists has more members than the event has room for. */
  listsTruncated?: boolean | undefined;
  /** How many equal decisions it tells of, at least 1. */
  count: number;
  /** When the last of several was made, RFC 3339; `time` and `id` are those of the first. */
  lastTime?: string | undefined;
  /** Ids of the tokens of several, the first among them; absent when none was issued. */
  tokenIds?: string[] | undefined;
  /** There are more tokens than the event has room for. */
  tokenIdsTruncated?: boolean | undefined;
};

/** A CloudEvents 1.0 event about a decision of the token function, or several equal ones: attributes, extensions and data. */
export type AuthEvent = {
  specversion: '1.0';
  /** `jti` of the token, or an id of its own where none was issued. */
  id: string;
  /** `/sites/<site>/token`, percent-encoded; `…/authz` of what docker_auth asked. */
  source: string;
  type: AuthEventType;
  /** The account, or `anonymous`. */
  subject: string;
  /** RFC 3339, UTC, without trailing zeros in the fraction. */
  time: string;
  datacontenttype: 'application/json';
  /** The account, if it has shown who it is. */
  actor?: string | undefined;
  site: string;
  /** base64url of the HMAC; see `signEvent`. */
  signature?: string | undefined;
  data: AuthEventData;
};

const ANONYMOUS = 'anonymous';

const OUTCOMES: Readonly<Record<AuthOutcome, { type: AuthEventType; isSignedIn: boolean }>> = {
  granted: { type: 'dev.wharfinger.auth.granted.v1', isSignedIn: true },
  'partly-granted': { type: 'dev.wharfinger.auth.granted.v1', isSignedIn: true },
  denied: { type: 'dev.wharfinger.auth.denied.v1', isSignedIn: true },
  refused: { type: 'dev.wharfinger.auth.denied.v1', isSignedIn: false },
  throttled: { type: 'dev.wharfinger.auth.denied.v1', isSignedIn: false },
};

/** The attributes that follow from what an event says: they never say anything else. */
export function attributesOf({ outcome, account }: Pick<AuthEventData, 'outcome' | 'account'>): {
  type: AuthEventType;
  subject: string;
  actor: string | undefined;
} {
  const { type, isSignedIn } = OUTCOMES[outcome];
  return { type, subject: account ?? ANONYMOUS, actor: isSignedIn ? (account ?? undefined) : undefined };
}

/** Whether a CloudEvents `type` is one of an auth event. */
export function isAuthEventType(type: unknown): type is AuthEventType {
  return type === 'dev.wharfinger.auth.granted.v1' || type === 'dev.wharfinger.auth.denied.v1';
}

const texts = z.array(z.string());

const dataSchema: z.ZodType<AuthEventData> = z.looseObject({
  outcome: z.enum(['granted', 'partly-granted', 'denied', 'refused', 'throttled']),
  reason: z.string(),
  account: z.string().nullable(),
  service: z.string(),
  clientId: z.string().optional(),
  address: z.string().nullable(),
  userAgent: z.string().optional(),
  credential: z.looseObject({ kind: z.string(), id: z.string() }).nullable(),
  session: z.string().optional(),
  labels: z.record(z.string(), texts).optional(),
  labelsOmitted: z.literal(true).optional(),
  restrictions: texts.optional(),
  restrictionsOmitted: z.literal(true).optional(),
  requested: texts,
  granted: texts,
  decisions: z.array(
    z.looseObject({ scope: z.string(), granted: texts, rule: z.string().nullable(), reason: z.string() }),
  ),
  listsTruncated: z.boolean().optional(),
  count: z.int().min(1),
  lastTime: z.string().refine(isEventTime, 'is not an RFC 3339 time').optional(),
  tokenIds: texts.optional(),
  tokenIdsTruncated: z.boolean().optional(),
});

/** Strict in the attributes that we know, which must fit the data; attributes that a broker adds are dropped. */
export const authEventSchema: z.ZodType<AuthEvent> = z
  .object({
    ...commonAttributes,
    // NOTE: no custom check: when a value is encoded, the whole event is refined before those are made.
    type: z.enum(['dev.wharfinger.auth.granted.v1', 'dev.wharfinger.auth.denied.v1'], 'is not an auth event type'),
    data: untouched(dataSchema),
  })
  .superRefine((event, context) => {
    const expected = attributesOf(event.data);
    for (const name of ['type', 'subject', 'actor'] as const) {
      if (event[name] !== expected[name]) {
        context.addIssue({ code: 'custom', path: [name], message: 'does not fit the data' });
      }
    }
  });
