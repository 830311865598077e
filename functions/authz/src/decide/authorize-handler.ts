import {
  type FunctionRequest,
  type FunctionResponse,
  type Handler,
  json,
  readJson,
  requireCaller,
  type Route,
  type Secret,
} from '@wharfinger/function-kit';
import type { AuthorizeAnswer } from '@wharfinger/native-api';
import { createStepBudget } from '@wharfinger/policy';

import { type AuthorizeRequest, authorizeRequestSchema } from './authorize-request.ts';
import { authorize } from './authorize.ts';
import type { TellDenied } from './denied-access.ts';
import { createHookHandler } from './hook-handler.ts';
import { MAX_STEPS, PolicyCostError } from './policy-cost.ts';
import type { LoadPolicy } from './policy-in-force.ts';

const MAX_BODY_BYTES = 256 * 1024;

export type AuthorizeRoutesDeps = {
  readonly callerSecrets: readonly Secret[];
  readonly loadPolicy: LoadPolicy;
  readonly now: () => Date;
  /** Services that docker_auth may make tokens for; `null`: any. */
  readonly services: ReadonlySet<string> | null;
  /** Is told what docker_auth asked and didn't get: in its place nobody else tells of decisions. */
  readonly tellDenied: TellDenied;
};

/** What of each scope the policy grants, and by which rule; for docker_auth, whether it is all of it. */
export function createAuthorizeRoutes(deps: AuthorizeRoutesDeps): Route[] {
  const { callerSecrets, loadPolicy, now, services, tellDenied } = deps;
  async function decide(request: AuthorizeRequest): Promise<AuthorizeAnswer> {
    const { policy, freshForMs } = await loadPolicy();
    const outcome = authorize(policy, request, now(), createStepBudget(MAX_STEPS));
    if (outcome.kind === 'exhausted') throw new PolicyCostError();
    return { decisions: outcome.decisions, maxAgeMs: freshForMs };
  }

  async function handleAuthorize(request: FunctionRequest): Promise<FunctionResponse> {
    const body = readJson(request, authorizeRequestSchema);
    return body.kind === 'problem' ? body.response : json(200, await decide(body.value));
  }

  const route = (path: string, handler: Handler): Route => ({
    method: 'POST',
    path,
    handler: requireCaller(callerSecrets, handler),
    maxBodyBytes: MAX_BODY_BYTES,
  });
  return [
    route('/v1/authorize', handleAuthorize),
    route('/hooks/ext-authz', createHookHandler(decide, services, tellDenied)),
  ];
}
