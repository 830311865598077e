import { z } from 'zod';
import { eventually } from '../eventually.ts';
import type { Stack } from '../system/stack-schema.ts';
import { fetchRecordPages } from './record-pages.ts';

/** The event of a decision of the token function inside an audit record. */
export type RecordedDecision = {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  actor?: string | undefined;
  site: string;
  datacontenttype: 'application/json';
  signature: string;
  data: {
    outcome: string;
    reason: string;
    account: string | null;
    service: string;
    address: string | null;
    decisions: { scope: string; granted: string[]; rule: string | null; reason: string }[];
    [member: string]: unknown;
  };
};

const decisionSchema: z.ZodType<RecordedDecision> = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  actor: z.string().optional(),
  site: z.string(),
  datacontenttype: z.literal('application/json'),
  signature: z.string(),
  data: z.looseObject({
    outcome: z.string(),
    reason: z.string(),
    account: z.string().nullable(),
    service: z.string(),
    address: z.string().nullable(),
    decisions: z.array(
      z.strictObject({
        scope: z.string(),
        granted: z.array(z.string()),
        rule: z.string().nullable(),
        reason: z.string(),
      }),
    ),
  }),
});

/** What became of every request for a token by an account, newest first; by nobody for an empty one. */
export async function fetchDecisions(stack: Stack, account: string, limit = 1000): Promise<RecordedDecision[]> {
  return await fetchRecordPages(stack, { account }, decisionSchema, limit);
}

/** Waits until the filter finds so many decisions among those of the account, or of nobody. */
export async function waitForDecisions(
  stack: Stack,
  account: string,
  options: { filter?: (event: RecordedDecision) => boolean; count?: number; timeoutMs?: number } = {},
): Promise<RecordedDecision[]> {
  const { filter = () => true, count = 1, timeoutMs = 30_000 } = options;
  let last: RecordedDecision[] = [];
  return await eventually(
    `the audit record of "${account}" has ${count} such decisions`,
    async () => {
      last = await fetchDecisions(stack, account);
      const found = last.filter(filter);
      return found.length >= count ? found : undefined;
    },
    { timeoutMs, intervalMs: 250, describe: () => last.map(({ data }) => JSON.stringify(data)).join('\n') },
  );
}
