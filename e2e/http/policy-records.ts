import { z } from 'zod';
import { eventually } from '../eventually.ts';
import type { Stack } from '../system/stack-schema.ts';
import { fetchRecordPages } from './record-pages.ts';

/** The event of a change of the policy, or of one that was refused, inside an audit record. */
export type RecordedPolicyEvent = {
  specversion: '1.0';
  datacontenttype: 'application/json';
  site: string;
  signature: string;
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  actor?: string | undefined;
  data: Record<string, unknown>;
};

const eventSchema: z.ZodType<RecordedPolicyEvent> = z.strictObject({
  specversion: z.literal('1.0'),
  datacontenttype: z.literal('application/json'),
  site: z.string(),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  actor: z.string().optional(),
  signature: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** Everything that was recorded of the policy, newest first. */
export async function fetchPolicyRecords(stack: Stack): Promise<RecordedPolicyEvent[]> {
  return await fetchRecordPages(stack, { kind: 'policy' }, eventSchema, 1000);
}

/** Waits until the filter finds so many of them. */
export async function waitForPolicyRecords(
  stack: Stack,
  filter: (event: RecordedPolicyEvent) => boolean,
  { count = 1, timeoutMs = 30_000 }: { count?: number; timeoutMs?: number } = {},
): Promise<RecordedPolicyEvent[]> {
  let last: RecordedPolicyEvent[] = [];
  return await eventually(
    `the audit record of the policy has ${count} such events`,
    async () => {
      last = await fetchPolicyRecords(stack);
      const found = last.filter(filter);
      return found.length >= count ? found : undefined;
    },
    { timeoutMs, intervalMs: 250, describe: () => last.map((event) => JSON.stringify(event)).join('\n') },
  );
}
