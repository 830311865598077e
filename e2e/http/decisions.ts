import { z } from 'zod';
import type { Stack } from '../system/stack-schema.ts';
import { fetchRecordPages } from './record-pages.ts';
import { recordedEnvelope } from './recorded-envelope.ts';
import type { RecordedEnvelope } from './recorded-envelope.ts';
import { waitForRecorded } from './wait-for-recorded.ts';
import type { RecordedFilter } from './wait-for-recorded.ts';

/** The event of a decision of the token function inside an audit record. */
export type RecordedDecision = RecordedEnvelope & {
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
  ...recordedEnvelope,
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
  options: RecordedFilter<RecordedDecision> = {},
): Promise<RecordedDecision[]> {
  return await waitForRecorded(`"${account}"`, () => fetchDecisions(stack, account), options);
}
