import * as z from 'zod';

import { accessKeyNameSchema, accessKeyScopesSchema } from './access-key.ts';
import type { AccessKeyInput } from './decide-access-key.ts';

/** Body of `POST /v1/users/:account/access-keys`. Nothing is left out: a key for ever, and for everything, is a word said. */
export const accessKeyInput: z.ZodType<AccessKeyInput> = z.strictObject({
  name: accessKeyNameSchema,
  scopes: accessKeyScopesSchema,
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text).toISOString())
    .nullable(),
});
