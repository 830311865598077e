import { policyDocumentSchema, policyInputSchema } from '@wharfinger/policy';
import * as z from 'zod';

import type { Revision } from '../../src/store/policies.ts';

const paths = z.array(z.string());

/** A revision, as the history and a failed precondition show it. */
export const revisionShape: z.ZodObject<Record<keyof Revision, z.ZodType>> = z.strictObject({
  number: z.int().nonnegative().meta({ description: '0 is the default policy, which nobody wrote.' }),
  etag: z.string().meta({ description: 'Without quotes.' }),
  author: z.string().nullable().meta({ description: 'null: it was written by hand, past this API.' }),
  at: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  changes: z
    .strictObject({ added: paths, changed: paths, removed: paths, areTruncated: z.literal(true).optional() })
    .meta({ description: 'Each as `bindings/dev-team`, `roles/deployer`, `denials/freeze` or `defaults`.' }),
  restored: z.int().nonnegative().optional().meta({ description: 'The number of the revision that was restored.' }),
  isForced: z
    .literal(true)
    .optional()
    .meta({ description: 'It was made though it may lock the last administrator out.' }),
});
export const revision: z.ZodType = revisionShape.meta({ id: 'Revision' });

export const policy: z.ZodType = policyDocumentSchema.meta({ id: 'Policy' });
export const policyInput: z.ZodType = policyInputSchema.meta({
  id: 'PolicyInput',
  description: 'What is left out is as in an empty policy.',
});

export const warnings: z.ZodType = z
  .array(
    z.strictObject({
      path: z.string().meta({ description: 'JSON path; for a single rule, in its own body.' }),
      rule: z.string(),
      kind: z.string(),
      message: z.string(),
    }),
  )
  .meta({ id: 'Warnings', description: 'What decides nothing.' });

export const change: z.ZodType = z
  .strictObject({
    kind: z.enum(['added', 'changed', 'removed']),
    path: z.string().meta({ example: 'bindings/dev-team' }),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .meta({ id: 'Change' });

/** Members of every answer to a write, beside what was written. */
export const writtenMembers: Record<'revision' | 'isChanged' | 'warnings' | 'areWarningsComplete', z.ZodType> = {
  revision: z.int().nonnegative().meta({ description: 'Number of the revision that it is in.' }),
  isChanged: z.boolean().meta({ description: 'False: it was there already.' }),
  warnings,
  areWarningsComplete: z.boolean(),
};

/** Members of every answer to a write with `dryRun=true`, beside what would be written. */
export const triedMembers: Record<
  'revision' | 'isChanged' | 'isDryRun' | 'diff' | 'diffTotal' | 'warnings' | 'areWarningsComplete',
  z.ZodType
> = {
  revision: z
    .int()
    .nonnegative()
    .nullable()
    .meta({ description: 'Number of the revision that it was tried on. null: the stored policy cannot be read.' }),
  isChanged: z.boolean().meta({ description: 'False: it is there already.' }),
  isDryRun: z.literal(true),
  diff: z
    .array(change)
    .max(1000)
    .nullable()
    .meta({ description: 'What would change. null: the stored policy cannot be read.' }),
  diffTotal: z.int().optional().meta({ description: 'There are more.' }),
  warnings,
  areWarningsComplete: z.boolean(),
};

/** The object that a schema is, to add a member to it. */
export function asObject(schema: z.ZodType): z.ZodObject {
  if (schema instanceof z.ZodObject) return schema;
  throw new TypeError('This schema is no object.');
}
