import * as z from 'zod';

// A DNS label: it is part of keys in the control bucket.
const SITE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The name of a site. */
export const siteSchema: z.ZodType<string> = z
  .string()
  .regex(SITE, 'must be lower-case letters, digits and - between them, at most 63');
