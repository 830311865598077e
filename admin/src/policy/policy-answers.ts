import { type PolicyDocument, policyDocumentSchema } from '@wharfinger/policy';
import * as z from 'zod';

type Change = { kind: 'added' | 'changed' | 'removed'; path: string };
type Warning = { path: string; message: string };

/** Which policy answered; a stale one may have a newer one behind it. */
export type AnsweringPolicy = { revision: number; isStale: boolean };

/** What a draft changes, and the decisions that were tried on it. */
export type Simulated = {
  policy?: AnsweringPolicy | undefined;
  warnings: Warning[];
  totals: { compared: number; changed: number; withGains: number; withLosses: number };
  changes: {
    account: string | null;
    scope: { type: string; name: string };
    gained: string[];
    lost: string[];
    after: { granted: string[]; reason: string };
    count: number;
  }[];
  areChangesTruncated: boolean;
  record?: { since: string; records: number; isCut: string | null } | null | undefined;
};

/** Callers to whom one rule gives something, or from whom it takes it. */
export type WhoCanLine = {
  rule: string;
  callers: { kind: string; account?: string | undefined; labels: { key: string; value: string }[] };
  conditions: Record<string, unknown>;
  isInForce: boolean;
};

/** The same of a binding, with what denials take from them. */
export type GrantedLine = WhoCanLine & { isTakenAway: 'wholly' | 'partly' | 'no'; denials: string[] };

type Explained = {
  policy?: AnsweringPolicy | undefined;
  actions: {
    action: string;
    isGranted: boolean;
    reason: string;
    near: { rule: string; kind: string; failed: { message: string }[] }[];
  }[];
};

/** One change of the policy; without an author it was written by hand. */
export type Revision = {
  number: number;
  author: string | null;
  at: string | null;
  reason: string | null;
  restored?: number | undefined;
  isForced?: boolean | undefined;
  changes: Record<Change['kind'], string[]>;
};

type Revisions = { revisions: Revision[]; next: string | null };

export type WhoCanAnswer = {
  policy?: AnsweringPolicy | undefined;
  granted: GrantedLine[];
  denied: WhoCanLine[];
  deniedTotal: number;
  isDeniedToAll: boolean;
  /** Rules of which callers may be missing. */
  incomplete: string[];
  incompleteTotal: number;
  next: string | null;
};

export type Written = { revision: number; isChanged: boolean; warnings: Warning[] };

/** What a write would come to; without a `diff` nobody can say what it would change. */
type Tried = { isChanged: boolean; diff: Change[] | null; diffTotal?: number | undefined; warnings: Warning[] };

type Answers = {
  policy: PolicyDocument;
  written: Written;
  tried: Tried;
  simulated: Simulated;
  explained: Explained;
  whoCan: WhoCanAnswer;
  revisions: Revisions;
  revision: { diff: (Change & { before?: unknown; after?: unknown })[] | null; diffTotal?: number | undefined };
  user: { labels: Record<string, string[]> };
};

const change = z.object({ kind: z.enum(['added', 'changed', 'removed']), path: z.string() });
const warning = z.object({ path: z.string(), message: z.string() });
const grant = z.object({ granted: z.array(z.string()), reason: z.string() });
const callers = z.object({
  kind: z.string(),
  account: z.string().optional(),
  labels: z.array(z.object({ key: z.string(), value: z.string() })),
});
const whoCanEntry = z.object({
  rule: z.string(),
  callers,
  conditions: z.record(z.string(), z.unknown()),
  isInForce: z.boolean(),
});
const policy = z.object({ revision: z.number(), isStale: z.boolean() }).optional();

/** What the policy routes answer, as far as a command speaks of it. */
export const answers: { [Name in keyof Answers]: z.ZodType<Answers[Name]> } = {
  policy: policyDocumentSchema,
  written: z.object({ revision: z.number(), isChanged: z.boolean(), warnings: z.array(warning) }),
  tried: z.object({
    isChanged: z.boolean(),
    diff: z.array(change).nullable(),
    diffTotal: z.number().optional(),
    warnings: z.array(warning),
  }),
  simulated: z.object({
    policy,
    warnings: z.array(warning),
    totals: z.object({ compared: z.number(), changed: z.number(), withGains: z.number(), withLosses: z.number() }),
    changes: z.array(
      z.object({
        account: z.string().nullable(),
        scope: z.object({ type: z.string(), name: z.string() }),
        gained: z.array(z.string()),
        lost: z.array(z.string()),
        after: grant,
        count: z.number(),
      }),
    ),
    areChangesTruncated: z.boolean(),
    record: z.object({ since: z.string(), records: z.number(), isCut: z.string().nullable() }).nullish(),
  }),
  explained: z.object({
    policy,
    actions: z.array(
      z.object({
        action: z.string(),
        isGranted: z.boolean(),
        reason: z.string(),
        near: z.array(
          z.object({ rule: z.string(), kind: z.string(), failed: z.array(z.object({ message: z.string() })) }),
        ),
      }),
    ),
  }),
  whoCan: z.object({
    policy,
    granted: z.array(
      whoCanEntry.extend({ isTakenAway: z.enum(['wholly', 'partly', 'no']), denials: z.array(z.string()) }),
    ),
    denied: z.array(whoCanEntry),
    deniedTotal: z.number(),
    isDeniedToAll: z.boolean(),
    incomplete: z.array(z.string()),
    incompleteTotal: z.number(),
    next: z.string().nullable(),
  }),
  revisions: z.object({
    revisions: z.array(
      z.object({
        number: z.number(),
        author: z.string().nullable(),
        at: z.string().nullable(),
        reason: z.string().nullable(),
        restored: z.number().optional(),
        isForced: z.boolean().optional(),
        changes: z.object({
          added: z.array(z.string()),
          changed: z.array(z.string()),
          removed: z.array(z.string()),
        }),
      }),
    ),
    next: z.string().nullable(),
  }),
  revision: z.object({
    diff: z.array(change.extend({ before: z.unknown().optional(), after: z.unknown().optional() })).nullable(),
    diffTotal: z.number().optional(),
  }),
  user: z.object({ labels: z.record(z.string(), z.array(z.string())) }),
};
