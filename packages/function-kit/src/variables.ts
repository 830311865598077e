import * as z from 'zod';

import { Secret } from './secret.ts';

const SECRET_MIN_LENGTH = 16;

/** A variable that holds one secret of at least 16 characters. */
export const secretVariable: z.ZodType<Secret, string> = z.codec(
  z.string().min(SECRET_MIN_LENGTH),
  z.instanceof(Secret),
  {
    decode: (text) => new Secret(text),
    encode: (secret) => secret.reveal(),
  },
);

/** A variable that holds one or more secrets, separated by commas: the new and the old one during a rotation. */
export const secretListVariable: z.ZodType<readonly Secret[], string> = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(secretVariable).min(1));

/** A variable that holds a whole decimal number. */
export function integerVariable(limits: { min: number; max: number }): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^-?\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(limits.min).max(limits.max));
}

/** A variable that is `true` or `false`. */
export const booleanVariable: z.ZodType<boolean, string> = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true');

/** A variable that holds one or more values, separated by commas; blanks around them don't count. */
export const listVariable: z.ZodType<readonly string[], string> = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().min(1, 'has an empty entry')).min(1));

/** A variable that holds an http or https URL, without user, password or fragment. */
export const httpUrlVariable: z.ZodType<URL, string> = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((text) => new URL(text))
  .refine(
    (url) => url.username === '' && url.password === '' && url.hash === '',
    'must not hold a user, a password or a fragment',
  );
