import * as z from 'zod';

import { REASON_MAX_LENGTH } from '../../src/change/parse-write-query.ts';

const etag = z.string().meta({ description: 'A strong entity tag, in its quotes.', example: '"7-0123456789abcdef"' });

export const etagHeader: z.ZodObject<{ ETag: z.ZodString }> = z.object({ ETag: etag });
export const ifMatchHeader: z.ZodObject<{ 'If-Match': z.ZodString }> = z.object({ 'If-Match': etag });
export const ifMatchIfGiven: z.ZodObject<{ 'If-Match': z.ZodOptional<z.ZodString> }> = z.object({
  'If-Match': etag.optional(),
});
export const ifNoneMatch: z.ZodObject<{ 'If-None-Match': z.ZodOptional<z.ZodString> }> = z.object({
  'If-None-Match': etag.optional(),
});

export const pageQuery: z.ZodObject<{ limit: z.ZodOptional<z.ZodInt>; cursor: z.ZodOptional<z.ZodString> }> = z.object({
  limit: z.int().min(1).max(500).optional().meta({ description: 'Default 100.' }),
  cursor: z.string().optional().meta({ description: 'The `next` of the page before.' }),
});

export const writeQuery: z.ZodObject<Record<'reason' | 'force' | 'dryRun', z.ZodType>> = z.object({
  reason: z
    .string()
    .min(1)
    .max(REASON_MAX_LENGTH)
    .optional()
    .meta({ description: 'Why, in one line; kept in the history.' }),
  force: z
    .boolean()
    .optional()
    .meta({ description: 'true: even if it may lock the last administrator out, which the history keeps too.' }),
  dryRun: z.boolean().optional().meta({
    description:
      'true: nothing is written and nobody told. All checks are made, and the answer is 200 with `isDryRun` and what would change, or the refusal that the write would meet.',
  }),
});

/** What a request holds, and what it doesn't. */
export const READ: { token: string[] }[] = [{ token: ['policy:default:read'] }];
export const WRITE: { token: string[] }[] = [{ token: ['policy:default:write'] }];
