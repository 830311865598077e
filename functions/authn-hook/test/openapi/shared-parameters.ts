import * as z from 'zod';

export const accountPath: z.ZodObject<{ account: z.ZodString }> = z.object({
  account: z.string().meta({
    description: 'At most 128 lower-case letters and digits, joined by one of . _ @ + -',
    example: 'alice',
  }),
});

const etag = z.string().meta({ description: 'A strong entity tag, in its quotes.', example: '"5d41402abc4b2a76"' });

export const etagHeader: z.ZodObject<{ ETag: z.ZodString }> = z.object({ ETag: etag });
export const ifMatchHeader: z.ZodObject<{ 'If-Match': z.ZodString }> = z.object({ 'If-Match': etag });
export const ifMatchIfGiven: z.ZodObject<{ 'If-Match': z.ZodOptional<z.ZodString> }> = z.object({
  'If-Match': etag.optional(),
});

export const pageQuery: z.ZodObject<{ limit: z.ZodOptional<z.ZodInt>; cursor: z.ZodOptional<z.ZodString> }> = z.object({
  limit: z.int().min(1).max(500).optional().meta({ description: 'Default 100.' }),
  cursor: z.string().optional().meta({ description: 'The `next` of the page before.' }),
});
