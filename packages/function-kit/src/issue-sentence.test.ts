import { expect, test } from 'vitest';
import * as z from 'zod';

import { issueSentence } from './issue-sentence.ts';

const shout = z.string().regex(/^[A-Z]+$/);

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, 'is missing'],
  [z.union([z.string(), z.null()]), undefined, 'is missing'],
  [z.literal('a'), undefined, 'is missing'],
  [z.string(), 1, 'must be a text'],
  [z.array(z.string()), {}, 'must be a list'],
  [z.strictObject({}), [], 'must be an object'],
  [z.record(z.string(), z.string()), 'x', 'must be an object'],
  [z.boolean(), 'true', 'must be true or false'],
  [z.number(), '1', 'must be a number'],
  [z.number().int(), 1.5, 'must be a whole number'],
  [z.null(), 1, 'must be null'],
  [z.bigint(), 1, 'must be bigint'],
  [z.strictObject({}), { a: 1, b: 2 }, 'has what nobody here knows: "a", "b"'],
  [z.enum(['a', 'b']), 'c', 'must be one of "a", "b"'],
  [z.literal(2), 1, 'must be 2'],
  [z.string().min(1), '', 'must not be empty'],
  [z.array(z.string()).min(1), [], 'must not be empty'],
  [z.string().min(8), 'x', 'must have at least 8 characters'],
  [z.number().min(1), 0, 'must be at least 1'],
  [z.number().gt(1), 1, 'must be more than 1'],
  [z.string().max(1), 'xx', 'must have at most 1 characters'],
  [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entries'],
  [z.number().max(5), 6, 'must be at most 5'],
  [z.number().lt(5), 5, 'must be less than 5'],
  [z.iso.datetime(), 'tomorrow', 'must be a time such as 2026-11-22T16:00:00Z'],
  [z.url(), 'x', 'must be a URL'],
  [shout, 'x', 'has another form than it must'],
  [z.record(shout, z.string()), { a: 'b' }, 'has another form than it must'],
  [z.union([z.number(), z.null()]), 'x', 'is none of what this place takes'],
  [z.string().regex(/^x$/, 'must be x'), 'y', 'must be x'],
  [z.string().refine((text) => text === 'x', 'must be x'), 'y', 'must be x'],
  [
    z.record(
      z.string().refine((key) => key !== 'a', 'must not be a'),
      z.string(),
    ),
    { a: 'b' },
    'must not be a',
  ],
  [z.number().multipleOf(2), 1, 'Invalid number: must be a multiple of 2'],
])('%# %o given %j is told in plain words', (schema, input, expected) => {
  const { error } = schema.safeParse(input, { error: issueSentence });
  expect(error?.issues.map(({ message }) => message)).toEqual([expected]);
});
