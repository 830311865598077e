import * as z from 'zod';

import type { ScopeDecision } from './decide-access.ts';
import { createUpstreamCall, type UpstreamOptions } from './http-upstream.ts';
import type { Authorize } from './ports.ts';

const answer: z.ZodType<{ decisions: readonly ScopeDecision[] }> = z.object({
  decisions: z.array(
    z.object({ type: z.string(), class: z.string().optional(), name: z.string(), granted: z.array(z.string()) }),
  ),
});

/** Asks the authz function; what it grants is compared with the question by `decideAccess`. */
export function createHttpAuthz(options: UpstreamOptions): Authorize {
  const call = createUpstreamCall({ ...options, path: '/v1/authorize', answer });
  return async (question, context) => (await call(question, context)).decisions;
}
