import { labelsSchema, passwordHashSchema } from '@wharfinger/identities';
import * as z from 'zod';

import type { UserInput } from './decide-user-write.ts';
import { parsePassword } from './parse-password.ts';

const password = z.string().check((context) => {
  const parsed = parsePassword(context.value);
  // No input: an issue would carry the password with it.
  if (parsed.kind === 'invalid') context.issues.push({ code: 'custom', message: parsed.reason, input: undefined });
});

/** Body of `PUT /v1/users/:account`. */
export const userInput: z.ZodType<UserInput> = z
  .strictObject({
    password: password.nullable().optional(),
    passwordHash: passwordHashSchema.optional(),
    labels: labelsSchema.optional(),
    disabled: z.boolean().optional(),
  })
  .refine(({ password: text, passwordHash }) => text === undefined || passwordHash === undefined, {
    error: 'excludes password',
    path: ['passwordHash'],
  });
