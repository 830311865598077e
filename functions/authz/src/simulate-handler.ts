import { setImmediate as giveWay } from 'node:timers/promises';

import {
  type FunctionRequest,
  type FunctionResponse,
  type Handler,
  json,
  problem,
  type Route,
  unavailable,
} from '@wharfinger/function-kit';
import {
  type CompiledPolicy,
  type Comparison,
  compilePolicyInSteps,
  createComparison,
  diffPolicies,
  type PolicyCompilation,
  type PolicyDocument,
} from '@wharfinger/policy';

import { createAdministratorHandlers } from './administrator-handler.ts';
import type { PolicyInForce } from './authorize.ts';
import { readExactJson } from './body-handler.ts';
import { type QuestionRoutesDeps, serviceMissing, serviceOf } from './explain-handler.ts';
import { policyReference } from './explain-policy.ts';
import { policyWarnings } from './policy-warnings.ts';
import { type RecordSimulation, simulateOnRecord } from './simulate-on-record.ts';
import type { ReadRecord } from './simulate-record.ts';
import { type SimulateBody, simulateBodySchema } from './simulate-request.ts';
import { invalidBody } from './to-response.ts';

export type SimulateRoutesDeps = QuestionRoutesDeps & {
  /** Reads the record of past decisions; `null`: nobody said where it is. */
  readonly readRecord: ReadRecord | null;
};

const SIMULATE_MAX_BYTES = 40 * 1024 * 1024;
const TIME_BUDGET_MS = 20_000;
const MAX_CHANGES = 1000;
const REQUESTS_PER_TURN = 100;
const RETRY_AFTER_SECONDS = 5;
const DAY_MS = 24 * 60 * 60 * 1000;
const AUDIT_SCOPE = 'audit:default:read';

const NO_RECORD: FunctionResponse = problem(501, {
  title: 'Not implemented',
  detail: 'Nobody said where the record of past decisions is: set WHARFINGER_AUDIT_URL, or give the requests.',
});

const RECORD_FORBIDDEN: FunctionResponse = problem(403, {
  title: 'Forbidden',
  detail: `The record of past decisions is for tokens that hold the scope ${AUDIT_SCOPE} too: ask for both.`,
  scope: AUDIT_SCOPE,
});

/** `POST /v1/simulate`. */
export function createSimulateRoutes(deps: SimulateRoutesDeps): Route[] {
  const { reading } = createAdministratorHandlers(deps);
  return [
    {
      method: 'POST',
      path: '/v1/simulate',
      handler: reading(createSimulate(deps)),
      maxBodyBytes: SIMULATE_MAX_BYTES,
    },
  ];
}

function createSimulate(deps: SimulateRoutesDeps): Handler {
  return async (request) => {
    const body = readExactJson(request, simulateBodySchema);
    if (body.kind === 'problem') return body.response;
    if (body.value.record !== undefined && deps.readRecord === null) return NO_RECORD;
    const unserved = body.value.requests.findIndex((one) => serviceOf(one, deps.services) === undefined);
    if (unserved >= 0) return serviceMissing(`$.requests[${unserved}].service`);
    const draft = await compileInTurns(body.value.policy);
    if (draft.kind === 'invalid') {
      const inBody = draft.problems.map(({ path, message }) => ({ path: `$.policy${path.slice(1)}`, message }));
      return invalidBody(inBody);
    }
    return simulate(request, body.value, draft.value, deps);
  };
}

async function compileInTurns(document: PolicyDocument): Promise<PolicyCompilation> {
  const steps = compilePolicyInSteps(document);
  let step = steps.next();
  while (step.done !== true) {
    await giveWay();
    step = steps.next();
  }
  return step.value;
}

async function simulate(
  request: FunctionRequest,
  body: SimulateBody,
  draft: CompiledPolicy,
  deps: SimulateRoutesDeps,
): Promise<FunctionResponse> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIME_BUDGET_MS)]);
  const inForce = await deps.loadPolicy();
  const comparison = createComparison(inForce.policy, draft);
  await compareGiven(comparison, body, deps);
  const recorded = await compareRecord(comparison, request, body, signal, deps);
  if (recorded?.kind === 'forbidden') return RECORD_FORBIDDEN;
  if (recorded?.kind === 'unavailable') return unavailable(recorded.reason, RETRY_AFTER_SECONDS);
  const answer = {
    policy: policyReference(inForce),
    ...describeDraft(inForce, body.policy, deps),
    ...comparison.result(),
    requests: body.requests.length,
    record: recorded?.coverage ?? null,
  };
  return json(200, answer, { 'cache-control': 'no-store' });
}

function describeDraft(inForce: PolicyInForce, draft: PolicyDocument, { now, services }: SimulateRoutesDeps): object {
  const diff = diffPolicies(inForce.document, draft);
  return {
    ...policyWarnings(draft, { now: now(), services }),
    diff: diff.slice(0, MAX_CHANGES),
    diffTotal: diff.length,
  };
}

async function compareGiven(
  comparison: Comparison,
  { requests }: SimulateBody,
  { now, services }: SimulateRoutesDeps,
): Promise<void> {
  for (const [index, asked] of requests.entries()) {
    const service = serviceOf(asked, services) ?? '';
    comparison.add({ ...asked, service, at: asked.at ?? now() });
    if (index % REQUESTS_PER_TURN === REQUESTS_PER_TURN - 1) await giveWay();
  }
}

async function compareRecord(
  comparison: Comparison,
  request: FunctionRequest,
  { record }: SimulateBody,
  signal: AbortSignal,
  { readRecord, now }: SimulateRoutesDeps,
): Promise<RecordSimulation | undefined> {
  if (record === undefined || readRecord === null) return undefined;
  const since = new Date(now().getTime() - record.days * DAY_MS);
  const authorization = request.headers['authorization'] ?? '';
  return simulateOnRecord(
    comparison,
    { since, limit: record.limit, authorization, signal },
    { readRecord, pause: () => giveWay() },
  );
}
