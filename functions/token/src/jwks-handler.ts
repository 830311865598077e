import { createHash } from 'node:crypto';

import { type FunctionResponse, type Handler, json } from '@wharfinger/function-kit';
import { publicJwks } from '@wharfinger/token';

import type { SigningKeys } from './ports.ts';
import { toResponse } from './to-response.ts';
import { UNAVAILABLE } from './token-outcome.ts';

const MAX_AGE_SECONDS = 300;
const CACHE_CONTROL = `public, max-age=${MAX_AGE_SECONDS}`;

/** Serves the public keys; whoever has them already gets 304. */
export function createJwksHandler(signingKeys: () => Promise<SigningKeys>): Handler {
  return async ({ headers }): Promise<FunctionResponse> => {
    const keys = await signingKeys();
    if (keys.kind === 'missing') return toResponse(UNAVAILABLE);
    const jwks = publicJwks(keys.all);
    const etag = `"${createHash('sha256').update(JSON.stringify(jwks)).digest('base64url')}"`;
    const caching = { 'cache-control': CACHE_CONTROL, etag };
    return isKnown(headers['if-none-match'], etag) ? { status: 304, headers: caching } : json(200, jwks, caching);
  };
}

/** RFC 9110, section 13.1.2: the comparison is weak. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}
