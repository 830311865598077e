import * as z from 'zod';
import { type Digest, isDigest } from './digest.ts';
import { createFoldedFieldCheck } from './folded-field-check.ts';

/** Points at a blob or manifest; members that nobody here reads are dropped. */
export type Descriptor = {
  mediaType: string;
  digest: Digest;
  size: number;
  urls?: string[] | undefined;
  annotations?: Record<string, string> | undefined;
  artifactType?: string | undefined;
  platform?: Platform | undefined;
};

export type Platform = { architecture: string; os: string; variant?: string | undefined };

const MEDIA_TYPE_MAX_LENGTH = 255;

/** A member that Go writes as `null` when it has nothing to say. */
export function absentWhenNull<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return schema.nullish().transform((value) => value ?? undefined);
}

export const mediaTypeSchema: z.ZodType<string> = z.string().min(1).max(MEDIA_TYPE_MAX_LENGTH);

export const annotationsSchema: z.ZodType<Record<string, string>> = z.record(z.string(), z.string());

const platformSchema = z.object({
  architecture: z.string(),
  os: z.string(),
  variant: absentWhenNull(z.string()),
});

const shape = {
  mediaType: mediaTypeSchema,
  digest: z.string().refine(isDigest, 'is not a digest'),
  size: z.int().nonnegative(),
  urls: absentWhenNull(z.array(z.string())).optional(),
  annotations: absentWhenNull(annotationsSchema).optional(),
  artifactType: absentWhenNull(z.string()).optional(),
  platform: absentWhenNull(platformSchema).optional(),
};

const hasFoldedField = createFoldedFieldCheck(Object.keys(shape));

export const descriptorSchema: z.ZodType<Descriptor> = z
  .looseObject({})
  .refine((value) => !hasFoldedField(value), 'has a field that differs from a known one in case alone')
  .pipe(z.object(shape));
