import { authorizeAnswer } from '@wharfinger/native-api';

import { createUpstreamCall, type UpstreamOptions } from './http-upstream.ts';
import type { Authorize } from './ports.ts';

/** Asks the authz function; what it grants is compared with the question by `decideAccess`. */
export function createHttpAuthz(options: UpstreamOptions): Authorize {
  return createUpstreamCall({ ...options, path: '/v1/authorize', answer: authorizeAnswer });
}
