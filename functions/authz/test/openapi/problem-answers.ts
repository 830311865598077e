import * as z from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';

import { revision } from './shared-schemas.ts';

const problemDetails = z
  .object({
    type: z.string().optional().meta({ description: '`urn:wharfinger:problem:lock-out`: `force=true` overrides it.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ pointer: z.string(), path: z.string().optional(), detail: z.string() }))
      .max(100)
      .optional()
      .meta({ description: 'Each faulty place, as a JSON pointer and as a JSON path.' }),
    hasMoreErrors: z.literal(true).optional(),
    changes: z
      .array(revision)
      .max(20)
      .optional()
      .meta({ description: 'With 412: who changed what meanwhile, newest first.' }),
    isComplete: z.boolean().optional().meta({ description: 'Whether `changes` has all of it.' }),
    bindings: z.array(z.string()).max(100).optional().meta({ description: 'Bindings that give the role.' }),
    bindingsTotal: z.int().optional(),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

const MEANINGS = {
  400: 'The request is not what this route takes.',
  401: 'There is no token, or none that is good.',
  403: 'The token does not hold the scope.',
  404: 'There is no such thing.',
  409: 'The state of the policy does not allow it. A stored policy that cannot be read has its ETag here.',
  412: 'It is not the version that the precondition names.',
  413: 'The body, or the policy that it would make, is too long.',
  415: 'The body is not application/json.',
  428: 'If-Match is missing.',
  501: 'Nobody said where the record of past decisions is.',
  503: 'The store, the key set or the record gives no answer; see Retry-After.',
} as const;

export type ProblemStatus = keyof typeof MEANINGS;

const ALWAYS = [400, 401, 403, 503] as const;

// Each is one object, so that the document has it once.
const ANSWERS = Object.fromEntries(
  Object.entries(MEANINGS).map(([status, description]): [string, ZodOpenApiResponseObject] => [
    status,
    { id: `Problem${status}`, description, content: { 'application/problem+json': { schema: problemDetails } } },
  ]),
);

/** Answers of a route that are no success: those that every route has, and its own. */
export function problemAnswers(...own: ProblemStatus[]): Record<string, ZodOpenApiResponseObject> {
  const wanted = new Set<string>([...ALWAYS, ...own].map(String));
  return Object.fromEntries(Object.entries(ANSWERS).filter(([status]) => wanted.has(status)));
}
