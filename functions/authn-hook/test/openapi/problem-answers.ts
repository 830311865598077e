import * as z from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';

const problemDetails = z
  .object({
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: 'Each faulty place of the body, as a JSON pointer.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

const MEANINGS = {
  400: 'The request is not what this route takes.',
  401: 'There is no token, or none that is good.',
  403: 'The token does not hold the scope.',
  404: 'There is no such user, or trust.',
  409: 'The state of the document, or of the account that asks, does not allow it. A document that cannot be read has its ETag here.',
  412: 'It is not the version that the precondition names.',
  413: 'The body is too long.',
  415: 'The body is not application/json.',
  428: 'If-Match is missing.',
  503: 'The store, or the key set, gives no answer; see Retry-After.',
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
