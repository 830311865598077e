import * as z from 'zod';

export type EventPlatform = {
  architecture?: string | undefined;
  os?: string | undefined;
  'os.version'?: string | undefined;
  'os.features'?: string[] | undefined;
  variant?: string | undefined;
};

/** What a pushed or pulled manifest refers to: a descriptor without its URLs, annotations and data. */
export type EventReference = {
  mediaType: string;
  digest: string;
  /** Bytes. */
  size?: number | undefined;
  artifactType?: string | undefined;
  platform?: EventPlatform | undefined;
};

/** The members of a reference, for the schemas of notifications and of events. */
export const referenceMembers: {
  mediaType: z.ZodType<string>;
  digest: z.ZodType<string>;
  size: z.ZodOptional<z.ZodType<number>>;
  artifactType: z.ZodOptional<z.ZodType<string>>;
  platform: z.ZodOptional<z.ZodType<EventPlatform>>;
} = {
  mediaType: z.string(),
  digest: z.string(),
  size: z.int().nonnegative().optional(),
  artifactType: z.string().optional(),
  platform: z
    .looseObject({
      architecture: z.string().optional(),
      os: z.string().optional(),
      'os.version': z.string().optional(),
      'os.features': z.array(z.string()).optional(),
      variant: z.string().optional(),
    })
    .optional(),
};
