import * as z from 'zod';

/** What is known of an account besides its name: `groups`, for one. */
export type Labels = Readonly<Record<string, readonly string[]>>;

/** Labels whose keys begin with it are the system's own: no user and no trust has one. */
export const RESERVED_LABEL_PREFIX = 'wharfinger-';

export const MAX_LABELS = 32;
/** Of one label. */
export const MAX_LABEL_VALUES = 64;

const KEY = /^[a-z](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;
// No white space, no quotes and none of the characters that patterns give a meaning: * ? [ ] \ ( ) | ^ $ { }
const VALUE = /^[A-Za-z0-9](?:[A-Za-z0-9._@:+/-]{0,126}[A-Za-z0-9])?$/;

export const labelKeySchema: z.ZodString = z
  .string()
  .regex(KEY, 'must be lower-case letters, digits, _ and -, at most 63')
  .refine(
    (key) => !key.startsWith(RESERVED_LABEL_PREFIX),
    `must not begin with ${RESERVED_LABEL_PREFIX}: labels that begin so are the system's`,
  );

export const labelValueSchema: z.ZodString = z
  .string()
  .regex(VALUE, 'must be letters, digits and . _ @ : + / - between them, at most 128');

/** Labels that a user, or a workload by its trust, may have. */
export const labelsSchema: z.ZodType<Labels, Labels> = z
  .record(labelKeySchema, z.array(labelValueSchema).max(MAX_LABEL_VALUES))
  .refine((labels) => Object.keys(labels).length <= MAX_LABELS, `must be at most ${MAX_LABELS} labels`);
