import { type AdminHandler, describeUnknownParameter, requireAccess } from '@wharfinger/admin-access';
import { StoreError } from '@wharfinger/control-store';
import type { FunctionRequest, FunctionResponse, Handler } from '@wharfinger/function-kit';
import type { TokenClaims, TokenVerifier } from '@wharfinger/token';
import * as z from 'zod';

import type { PolicyEvents, RefusedChange } from '../tell/policy-events.ts';
import { POLICY_KEY } from '../store/revision-key.ts';
import { badRequest, brokenPolicy, brokenRevision, LOCK_OUT_TYPE } from '../to-response.ts';
import { WRITE_PARAMETERS } from './parse-write-query.ts';

const POLICY = { type: 'policy', name: 'default' } as const;
const USER_AGENT_MAX_LENGTH = 256;
const UNKNOWN_PARAMETER = 'There is no such query parameter.';

export type AdministratorDeps = {
  readonly verifyToken: TokenVerifier;
  readonly events: Pick<PolicyEvents, 'refused'>;
};

/** What a request would change, `bindings/dev-team`; never what a client typed in but names. */
export type DescribeTarget = (request: FunctionRequest) => string;

/** Lets those through whose tokens allow to read the policy, or to write it. Every change that isn't made is told of, but for those that were only tried. */
export function createAdministratorHandlers({ verifyToken, events }: AdministratorDeps): {
  reading: (handler: Handler) => Handler;
  writing: (target: DescribeTarget, handler: AdminHandler) => Handler;
} {
  return {
    reading: (handler) =>
      requireAccess(verifyToken, { ...POLICY, action: 'read' }, (request) => orBroken(request, () => handler(request))),
    writing: (target, handler) => {
      const tell = (request: FunctionRequest, claims: TokenClaims, refusal: Refusal): void => {
        events.refused({
          account: claims.sub,
          address: request.clientAddress ?? null,
          userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_MAX_LENGTH),
          change: `${request.method} ${target(request)}`,
          ...refusal,
        });
      };
      const told: AdminHandler = async (request, claims) => {
        const unknown = describeUnknownParameter(request.query, WRITE_PARAMETERS);
        // What a client typed in is for the client alone.
        const response =
          unknown === undefined
            ? await orBroken(request, () => handler(request, claims))
            : badRequest(UNKNOWN_PARAMETER);
        const refusal = refusalOf(response);
        if (refusal !== undefined && !isDryRun(request)) tell(request, claims, refusal);
        return unknown === undefined ? response : badRequest(unknown);
      };
      return requireAccess(verifyToken, { ...POLICY, action: 'write' }, told, (request, claims) => {
        tell(request, claims, { why: 'insufficient-scope', reason: 'The token does not hold policy:default:write.' });
      });
    },
  };
}

/** Tells an administrator of what is stored and can't be read. */
async function orBroken(
  request: FunctionRequest,
  handle: () => FunctionResponse | Promise<FunctionResponse>,
): Promise<FunctionResponse> {
  try {
    return await handle();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'ERR_STORE_DOCUMENT_INVALID') throw error;
    request.log.error({ err: error }, 'what is stored cannot be read');
    return error.key === POLICY_KEY ? brokenPolicy(error) : brokenRevision(error);
  }
}

/** Whether a fault is a stored policy that can't be read or is gone, and that its ETag replaces. */
export function isBrokenPolicy(error: unknown): error is StoreError & { etag: string } {
  const isBroken = error instanceof StoreError && error.code === 'ERR_STORE_DOCUMENT_INVALID';
  return isBroken && error.key === POLICY_KEY && error.etag !== undefined;
}

function isDryRun({ query }: FunctionRequest): boolean {
  return query.get('dryRun') === 'true';
}

type Refusal = Pick<RefusedChange, 'why' | 'reason'>;

const problemBody = z.object({ type: z.string().optional(), detail: z.string() });

const WHY: Readonly<Record<number, RefusedChange['why']>> = {
  400: 'invalid',
  404: 'missing',
  409: 'precondition',
  412: 'precondition',
  413: 'invalid',
  415: 'invalid',
  428: 'precondition',
};

/** A 503 is no refusal: it may be tried again. */
function refusalOf({ status, body }: FunctionResponse): Refusal | undefined {
  const why = WHY[status];
  if (why === undefined) return undefined;
  const { type, detail } = problemBody.parse(body);
  return { why: type === LOCK_OUT_TYPE ? 'lock-out' : why, reason: detail };
}
