import { StoreError } from '@wharfinger/control-store';
import {
  type FunctionDefinition,
  type FunctionRequest,
  type FunctionResponse,
  json,
  type Readiness,
  readJson,
  requireCaller,
  type Secret,
  unavailable,
} from '@wharfinger/function-kit';
import type { AuthorizeAnswer } from '@wharfinger/native-api';

import { authorize, type LoadPolicy } from './authorize.ts';
import { authorizeRequestSchema } from './authorize-request.ts';
import { createStepBudget } from './step-budget.ts';

const MAX_BODY_BYTES = 256 * 1024;
const RETRY_AFTER_SECONDS = 1;
/** Work of one request, about half a second at worst: a thousand rules for each of a hundred scopes take less. */
const MAX_STEPS = 5_000_000;

/** What the function needs of the world. */
export type AuthzDeps = {
  readonly callerSecrets: readonly Secret[];
  readonly loadPolicy: LoadPolicy;
  readonly now: () => Date;
};

/** The kit has logged the fault, with every place that it names. */
function toErrorResponse(error: unknown): FunctionResponse | undefined {
  return error instanceof StoreError ? unavailable('The policy is not available.', RETRY_AFTER_SECONDS) : undefined;
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

/** The authz function: `POST /v1/authorize` answers what of each scope the policy grants, and by which rule. */
export function createAuthzFunction({ callerSecrets, loadPolicy, now }: AuthzDeps): FunctionDefinition {
  async function handleAuthorize(request: FunctionRequest): Promise<FunctionResponse> {
    const body = readJson(request, authorizeRequestSchema);
    if (body.kind === 'problem') return body.response;
    const { policy, freshForMs } = await loadPolicy();
    const outcome = authorize(policy, body.value, now(), createStepBudget(MAX_STEPS));
    if (outcome.kind === 'decided') {
      return json(200, { decisions: outcome.decisions, maxAgeMs: freshForMs } satisfies AuthorizeAnswer);
    }
    request.log.error({ maxSteps: MAX_STEPS }, 'the policy takes too much work: use fewer rules and patterns');
    return unavailable('The policy is not available.', RETRY_AFTER_SECONDS);
  }

  return {
    name: 'authz',
    routes: [
      {
        method: 'POST',
        path: '/v1/authorize',
        handler: requireCaller(callerSecrets, handleAuthorize),
        maxBodyBytes: MAX_BODY_BYTES,
      },
    ],
    readiness: () => checkReadiness(loadPolicy),
    toErrorResponse,
  };
}
