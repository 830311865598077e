import type { z } from 'zod';

/** The first problem that zod found, with its path and without the value: `target.digest: is not a digest`. */
export function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'is invalid' : `${issue.path.join('.') || 'value'}: ${issue.message}`;
}
