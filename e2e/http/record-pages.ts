import { z } from 'zod';
import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import { sendAsAdmin } from './admin-api.ts';

/** The events of every audit record of a repository, an account or the policy, newest first, over all pages; nobody has harmed any of them. */
export async function fetchRecordPages<T>(
  stack: Stack,
  whose: { repository: string } | { account: string } | { kind: 'policy'; type?: 'changed' | 'refused' },
  event: z.ZodType<T>,
  limit: number,
): Promise<T[]> {
  const pageSchema = z.looseObject({
    records: z.array(z.looseObject({ event })),
    unreadable: z.array(z.never()),
    cursor: z.string().optional(),
  });
  const events: T[] = [];
  let cursor: string | undefined;
  do {
    const url = new URL('/v1/records', siteOf(stack).audit);
    for (const [name, value] of Object.entries({ ...whose, limit: String(limit) })) {
      url.searchParams.set(name, value);
    }
    if (cursor !== undefined) {
      url.searchParams.set('cursor', cursor);
    }
    const answer = await sendAsAdmin(stack, { method: 'GET', url, scope: 'audit:default:read' });
    const text = await answer.text();
    if (answer.status !== 200) {
      throw new Error(`The audit record answered ${answer.status}: ${text}`);
    }
    const page = pageSchema.parse(JSON.parse(text));
    events.push(...page.records.map((record) => record.event));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return events;
}
