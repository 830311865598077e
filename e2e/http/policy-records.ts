import { z } from 'zod';
import type { Stack } from '../system/stack-schema.ts';
import { fetchRecordPages } from './record-pages.ts';
import { recordedEnvelope } from './recorded-envelope.ts';
import type { RecordedEnvelope } from './recorded-envelope.ts';
import { waitForRecorded } from './wait-for-recorded.ts';

/** The event of a change of the policy, or of one that was refused, inside an audit record. */
export type RecordedPolicyEvent = RecordedEnvelope & { data: Record<string, unknown> };

const eventSchema: z.ZodType<RecordedPolicyEvent> = z.strictObject({
  ...recordedEnvelope,
  data: z.record(z.string(), z.unknown()),
});

/** Everything that was recorded of the policy, newest first, or what is of one type. */
export async function fetchPolicyRecords(stack: Stack, type?: 'changed' | 'refused'): Promise<RecordedPolicyEvent[]> {
  const whose = { kind: 'policy', ...(type === undefined ? {} : { type }) } as const;
  return await fetchRecordPages(stack, whose, eventSchema, 1000);
}

/** Waits until the filter finds so many of them. */
export async function waitForPolicyRecords(
  stack: Stack,
  filter: (event: RecordedPolicyEvent) => boolean,
  options: { count?: number; timeoutMs?: number } = {},
): Promise<RecordedPolicyEvent[]> {
  return await waitForRecorded('the policy', () => fetchPolicyRecords(stack), { filter, ...options });
}
