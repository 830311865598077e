import { z } from 'zod';
import { eventually } from '../eventually.ts';
import type { Stack } from '../system/stack-schema.ts';
import { fetchRecordPages } from './record-pages.ts';
import { recordedEnvelope } from './recorded-envelope.ts';
import type { RecordedEnvelope } from './recorded-envelope.ts';

/** The event inside an audit record: CloudEvents attributes and the registry's own data. */
export type RecordedEvent = RecordedEnvelope & {
  repository: string;
  tag?: string | undefined;
  mediatype?: string | undefined;
  data: { target: Record<string, unknown>; [member: string]: unknown };
};

const eventSchema: z.ZodType<RecordedEvent> = z.strictObject({
  ...recordedEnvelope,
  repository: z.string(),
  tag: z.string().optional(),
  mediatype: z.string().optional(),
  data: z.looseObject({ target: z.record(z.string(), z.unknown()) }),
});

/** Every audit record of a repository, newest first, over all pages. */
export async function fetchRecords(stack: Stack, repository: string, limit = 1000): Promise<RecordedEvent[]> {
  return await fetchRecordPages(stack, { repository }, eventSchema, limit);
}

const TYPE_PREFIX = 'dev.wharfinger.registry.';

/** `manifest.pushed team/app@sha256:… v1`: what happened, to what, and the tag when the event names one. */
export function summaryOf(event: { type: string; subject: string; tag?: string | undefined }): string {
  const kind = event.type.replace(TYPE_PREFIX, '').replace(/\.v1$/, '');
  return `${kind} ${event.subject}${event.tag === undefined ? '' : ` ${event.tag}`}`;
}

/** Waits until each of the summaries is among the repository's records at least once; gives all records. */
export async function waitForRecords(
  stack: Stack,
  repository: string,
  summaries: readonly string[],
  timeoutMs = 30_000,
): Promise<RecordedEvent[]> {
  let last: RecordedEvent[] = [];
  return await eventually(
    `the audit record of ${repository} holds what was done`,
    async () => {
      last = await fetchRecords(stack, repository);
      const seen = last.map((event) => summaryOf(event));
      return summaries.every((summary) => countOf(seen, summary) >= countOf(summaries, summary)) ? last : undefined;
    },
    {
      timeoutMs,
      intervalMs: 250,
      describe: () =>
        `Expected:\n${summaries.toSorted().join('\n')}\nFound:\n${last.map((event) => summaryOf(event)).join('\n')}`,
    },
  );
}

function countOf(all: readonly string[], one: string): number {
  return all.filter((each) => each === one).length;
}
