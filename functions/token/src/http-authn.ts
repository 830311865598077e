import * as z from 'zod';

import { createUpstreamCall, type UpstreamOptions } from './http-upstream.ts';
import type { Authenticate, Authentication } from './ports.ts';
import { UpstreamError } from './upstream-error.ts';

const answer: z.ZodType<Authentication> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('authenticated'),
    account: z.string().min(1),
    labels: z.record(z.string(), z.array(z.string())),
  }),
  z.object({ kind: z.literal('refused') }),
  z.object({ kind: z.literal('throttled') }),
]);

/** Asks the authn-hook function; an answer about another account is a fault. */
export function createHttpAuthn(options: UpstreamOptions): Authenticate {
  const call = createUpstreamCall({ ...options, path: '/v1/authenticate', answer });
  return async ({ account, password, address }, context) => {
    const authentication = await call({ account, password, address }, context);
    if (authentication.kind === 'authenticated' && authentication.account !== account) {
      throw new UpstreamError('ERR_UPSTREAM_ANSWER', 'The identity answer is about another account.');
    }
    return authentication;
  };
}
