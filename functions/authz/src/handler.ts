import { StoreError } from '@wharfinger/control-store';
import {
  type FunctionDefinition,
  type FunctionRequest,
  type FunctionResponse,
  type Handler,
  json,
  type Readiness,
  readJson,
  requireCaller,
  type Route,
  type Secret,
  unavailable,
} from '@wharfinger/function-kit';
import type { AuthorizeAnswer } from '@wharfinger/native-api';
import { createStepBudget } from '@wharfinger/policy';

import { authorize, type LoadPolicy } from './authorize.ts';
import { type AuthorizeRequest, authorizeRequestSchema } from './authorize-request.ts';
import { createHookHandler } from './hook-handler.ts';

const MAX_BODY_BYTES = 256 * 1024;
const RETRY_AFTER_SECONDS = 1;
/** Work of one request, about half a second at worst: a thousand rules for each of a hundred scopes take less. */
const MAX_STEPS = 5_000_000;

/** What the function needs of the world. */
export type AuthzDeps = {
  readonly callerSecrets: readonly Secret[];
  readonly loadPolicy: LoadPolicy;
  readonly now: () => Date;
  /** Services that docker_auth may make tokens for; `null`: any. */
  readonly services: ReadonlySet<string> | null;
};

class PolicyCostError extends Error {
  readonly code = 'ERR_POLICY_COST';

  constructor(maxSteps: number) {
    super(`The policy takes too much work, more than ${maxSteps} steps: use fewer rules and patterns.`);
  }
}

/** The kit has logged the fault, with every place that it names. */
function toErrorResponse(error: unknown): FunctionResponse | undefined {
  return error instanceof StoreError || error instanceof PolicyCostError
    ? unavailable('The policy is not available.', RETRY_AFTER_SECONDS)
    : undefined;
}

async function checkReadiness(loadPolicy: LoadPolicy): Promise<Readiness> {
  try {
    await loadPolicy();
    return { kind: 'ready' };
  } catch (error) {
    if (error instanceof StoreError) {
      return { kind: 'not-ready', missing: [`the policy document (${error.code})`] };
    }
    throw error;
  }
}

/** The authz function: what of each scope the policy grants, and by which rule; for docker_auth, whether it is all of it. */
export function createAuthzFunction({ callerSecrets, loadPolicy, now, services }: AuthzDeps): FunctionDefinition {
  async function decide(request: AuthorizeRequest): Promise<AuthorizeAnswer> {
    const { policy, freshForMs } = await loadPolicy();
    const outcome = authorize(policy, request, now(), createStepBudget(MAX_STEPS));
    if (outcome.kind === 'exhausted') throw new PolicyCostError(MAX_STEPS);
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
  return {
    name: 'authz',
    routes: [route('/v1/authorize', handleAuthorize), route('/hooks/ext-authz', createHookHandler(decide, services))],
    readiness: () => checkReadiness(loadPolicy),
    toErrorResponse,
  };
}
