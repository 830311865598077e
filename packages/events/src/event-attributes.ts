import * as z from 'zod';

import { isEventTime } from './event-time.ts';
import { EVENT_MAX_DEPTH, isDeeperThan } from './json-depth.ts';

// CloudEvents 1.0.2 §3.1 "String": no control characters, no lone surrogates, no noncharacters.
const FORBIDDEN_IN_ATTRIBUTE = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** Whether CloudEvents allows the text as an attribute's value: not empty, no control character. */
export function isAttributeText(text: string): boolean {
  return text !== '' && !FORBIDDEN_IN_ATTRIBUTE.test(text);
}

/** An attribute of any kind of event. */
export const attributeSchema: z.ZodType<string> = z
  .string()
  .refine(isAttributeText, 'is empty or has a character that no attribute may have');

/** The attributes that every event of ours has, for its schema. */
export const commonAttributes: {
  specversion: z.ZodType<'1.0'>;
  id: z.ZodType<string>;
  source: z.ZodType<string>;
  subject: z.ZodType<string>;
  time: z.ZodType<string>;
  datacontenttype: z.ZodType<'application/json'>;
  actor: z.ZodOptional<z.ZodType<string>>;
  site: z.ZodType<string>;
  signature: z.ZodOptional<z.ZodType<string>>;
} = {
  specversion: z.literal('1.0'),
  id: attributeSchema,
  source: attributeSchema,
  subject: attributeSchema,
  time: z.string().refine(isEventTime, 'is not an RFC 3339 time'),
  datacontenttype: z.literal('application/json'),
  actor: attributeSchema.optional(),
  site: attributeSchema,
  signature: attributeSchema.optional(),
};

/**
 * Checks an event's data but lets the value itself go on, not zod's copy of it, so that the signature covers every
 * member that was sent.
 */
export function untouched<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.custom<T>().superRefine((value, context) => {
    // Members that no schema knows are signed too, and whoever writes them out goes into each of their levels.
    if (isDeeperThan(value, EVENT_MAX_DEPTH)) {
      context.addIssue({ code: 'custom', message: 'is nested too deeply', continue: false });
      return;
    }
    const result = schema.safeParse(value);
    for (const issue of result.error?.issues ?? []) {
      // Not to be gone on with: checks of the whole event read the data as what it should be.
      context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message, continue: false });
    }
  });
}
