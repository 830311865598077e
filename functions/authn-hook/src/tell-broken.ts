import { type FunctionRequest, type FunctionResponse, problem } from '@wharfinger/function-kit';

import { asBroken, type BrokenDocument } from './broken-document.ts';
import { toJsonPointer } from './json-pointer.ts';

/**
 * Tells an administrator that the document asked for can't be read: where, and the ETag with which it is replaced or
 * deleted.
 */
export function tellBroken<Rest extends unknown[]>(
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
