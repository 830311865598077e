import { type PolicyDocument, policyDocumentSchema } from '@wharfinger/policy';
import * as z from 'zod';

type Change = { kind: 'added' | 'changed' | 'removed'; path: string };
type Warning = { path: string; message: string };

/** What a draft changes, and the decisions that were tried on it. */
export type Simulated = {
  warnings: Warning[];
  diff: Change[];
  diffTotal: number;
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

type Explained = {
  actions: {
    action: string;
    isGranted: boolean;
    reason: string;
    near: { rule: string; kind: string; failed: { message: string }[] }[];
  }[];
};

type Revisions = {
  revisions: {
    number: number;
    author: string | null;
    at: string | null;
    reason: string | null;
    restored?: number | undefined;
    isForced?: boolean | undefined;
    changes: Record<Change['kind'], string[]>;
  }[];
  next: string | null;
};

export type WhoCanAnswer = { granted: WhoCanLine[]; denied: WhoCanLine[]; isDeniedToAll: boolean; next: string | null };

type Answers = {
  policy: PolicyDocument;
  written: { revision: number; isChanged: boolean; warnings: Warning[] };
  simulated: Simulated;
  explained: Explained;
  whoCan: WhoCanAnswer;
  revisions: Revisions;
  revision: { diff: (Change & { before?: unknown; after?: unknown })[] | null };
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

/** What the policy routes answer, as far as a command speaks of it. */
export const answers: { [Name in keyof Answers]: z.ZodType<Answers[Name]> } = {
  policy: policyDocumentSchema,
  written: z.object({ revision: z.number(), isChanged: z.boolean(), warnings: z.array(warning) }),
  simulated: z.object({
    warnings: z.array(warning),
    diff: z.array(change),
    diffTotal: z.number(),
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
    granted: z.array(whoCanEntry),
    denied: z.array(whoCanEntry),
    isDeniedToAll: z.boolean(),
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
  }),
  user: z.object({ labels: z.record(z.string(), z.array(z.string())) }),
};
