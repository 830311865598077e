import { type AdminHandler, requireAccess, toJsonPointer } from '@wharfinger/admin-access';
import { type FunctionRequest, type FunctionResponse, type Handler, problem } from '@wharfinger/function-kit';
import type { TokenVerifier } from '@wharfinger/token';

import { asBroken, type BrokenDocument } from './control-store-broken-document.ts';

const IDENTITY = { type: 'identity', name: 'default' } as const;

/** Lets those through whose tokens allow to read identities, or to write them. */
export function createAdministratorHandlers(verifyToken: TokenVerifier): {
  reading: (handler: Handler) => Handler;
  writing: (handler: AdminHandler) => Handler;
} {
  return {
    reading: (handler) => requireAccess(verifyToken, { ...IDENTITY, action: 'read' }, tellBroken(handler)),
    writing: (handler) => requireAccess(verifyToken, { ...IDENTITY, action: 'write' }, tellBroken(handler)),
  };
}

/**
 * Tells an administrator that the document asked for can't be read: where, and the ETag with which it is replaced or
 * deleted.
 */
function tellBroken<Rest extends unknown[]>(
  handler: (request: FunctionRequest, ...rest: Rest) => FunctionResponse | Promise<FunctionResponse>,
): (request: FunctionRequest, ...rest: Rest) => Promise<FunctionResponse> {
  return async (request, ...rest) => {
    try {
      return await handler(request, ...rest);
    } catch (error) {
      const broken = asBroken(error);
      request.log.error({ err: broken.fault }, 'a document cannot be read');
      return brokenAnswer(broken);
    }
  };
}

function brokenAnswer({ etag, fault: { key, problems } }: BrokenDocument): FunctionResponse {
  return problem(
    409,
    {
      title: 'Broken document',
      detail: `${key} cannot be read. With this ETag as If-Match, PUT replaces and DELETE removes it.`,
      errors: problems.map(({ path, message }) => ({ pointer: toJsonPointer(path), detail: message })),
    },
    { etag: `"${etag}"`, 'cache-control': 'no-store' },
  );
}
