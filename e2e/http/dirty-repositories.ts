import { z } from 'zod';
import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import { sendAsAdmin } from './admin-api.ts';

export type DirtyRepository = { repository: string; since: string; lastEventId: string };

const pageSchema = z.looseObject({
  repositories: z.array(z.looseObject({ repository: z.string(), since: z.string(), lastEventId: z.string() })),
  cursor: z.string().optional(),
});

/** Every repository that garbage collection has to look at, over all pages. */
export async function fetchDirtyRepositories(stack: Stack): Promise<DirtyRepository[]> {
  const repositories: DirtyRepository[] = [];
  let cursor: string | undefined;
  do {
    const url = new URL('/v1/dirty?limit=50', siteOf(stack).gc);
    if (cursor !== undefined) {
      url.searchParams.set('cursor', cursor);
    }
    const answer = await sendAsAdmin(stack, { method: 'GET', url, scope: 'gc:default:read' });
    const text = await answer.text();
    if (answer.status !== 200) {
      throw new Error(`The list of dirty repositories answered ${answer.status}: ${text}`);
    }
    const page = pageSchema.parse(JSON.parse(text));
    repositories.push(...page.repositories);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return repositories;
}
