import {
  type FunctionRequest,
  type FunctionResponse,
  type Handler,
  json,
  nextTurn,
  problem,
  type Route,
  unavailable,
} from '@wharfinger/function-kit';
import {
  type CompiledPolicy,
  type ComparedRequest,
  type Comparison,
  compilePolicyInSteps,
  createComparison,
  diffPoliciesInSteps,
  type PolicyDocument,
} from '@wharfinger/policy';

import { createAdministratorHandlers } from '../change/administrator-handler.ts';
import type { PolicyInForce } from '../decide/policy-in-force.ts';
import { finishInTurns } from '../finish-in-turns.ts';
import { readExactJson } from '../change/body-handler.ts';
import { serviceMissing, serviceOf } from './asked-service.ts';
import type { QuestionRoutesDeps } from './question-routes.ts';
import { policyReference } from './policy-reference.ts';
import { PolicyCostError } from '../decide/policy-cost.ts';
import { policyWarnings } from '../change/policy-warnings.ts';
import { type RecordSimulation, simulateOnRecord } from './simulate-on-record.ts';
import type { ReadRecord } from './simulate-record.ts';
import { type SimulateBody, simulateBodySchema } from './simulate-request.ts';
import { createTurns } from './simulate-turns.ts';
import { POLICY_MAX_BYTES } from '../store/policies.ts';
import { invalidBody } from '../to-response.ts';

export type SimulateRoutesDeps = QuestionRoutesDeps & {
  /** Reads the record of past decisions; `null`: nobody said where it is. */
  readonly readRecord: ReadRecord | null;
};

/** A whole policy, and the requests beside it. */
const SIMULATE_MAX_BYTES = POLICY_MAX_BYTES + 8 * 1024 * 1024;
const TIME_BUDGET_MS = 20_000;
const MAX_CHANGES = 1000;
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

type Question = Pick<SimulateBody, 'policy' | 'record'> & { given: readonly ComparedRequest[] };

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
    const { policy, requests, record } = body.value;
    if (record !== undefined && deps.readRecord === null) return NO_RECORD;
    const given = requests.flatMap((asked) => toGiven(asked, deps) ?? []);
    if (given.length < requests.length) {
      const first = requests.findIndex((asked) => toGiven(asked, deps) === undefined);
      return invalidBody([serviceMissing(`$.requests[${first}].service`)]);
    }
    const draft = await finishInTurns(compilePolicyInSteps(policy), nextTurn);
    if (draft.kind === 'invalid') {
      const inBody = draft.problems.map(({ path, message }) => ({ path: `$.policy${path.slice(1)}`, message }));
      return invalidBody(inBody);
    }
    return simulate(request, { policy, given, record }, draft.value, deps);
  };
}

/** The request with everything that it leaves open; `undefined` when it is for no service. */
function toGiven(
  asked: SimulateBody['requests'][number],
  { services, now }: SimulateRoutesDeps,
): ComparedRequest | undefined {
  const service = serviceOf(asked, services);
  return service === undefined ? undefined : { ...asked, service, at: asked.at ?? now() };
}

async function simulate(
  request: FunctionRequest,
  question: Question,
  draft: CompiledPolicy,
  deps: SimulateRoutesDeps,
): Promise<FunctionResponse> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIME_BUDGET_MS)]);
  const turns = createTurns({ nowMs: () => performance.now(), giveWay: nextTurn });
  const pause = async (): Promise<void> => {
    await turns();
    if (signal.aborted) throw new PolicyCostError();
  };
  const inForce = await deps.loadPolicy();
  const comparison = createComparison(inForce.policy, draft);
  for (const asked of question.given) {
    comparison.add(asked);
    await pause();
  }
  const recorded = await compareRecord(comparison, request, question, { ...deps, pause, signal });
  if (recorded?.kind === 'forbidden') return RECORD_FORBIDDEN;
  if (recorded?.kind === 'unavailable') return unavailable(recorded.reason, RETRY_AFTER_SECONDS);
  const answer = {
    policy: policyReference(inForce),
    ...(await describeDraft(inForce, question.policy, { ...deps, pause })),
    ...comparison.result(),
    requests: question.given.length,
    record: recorded?.coverage ?? null,
  };
  return json(200, answer, { 'cache-control': 'no-store' });
}

async function describeDraft(
  inForce: PolicyInForce,
  draft: PolicyDocument,
  { now, services, pause }: SimulateRoutesDeps & { pause: () => Promise<void> },
): Promise<object> {
  const diff = await finishInTurns(diffPoliciesInSteps(inForce.document, draft), pause);
  return {
    ...(await policyWarnings(draft, { now: now(), services }, pause)),
    diff: diff.slice(0, MAX_CHANGES),
    diffTotal: diff.length,
  };
}

async function compareRecord(
  comparison: Comparison,
  { headers }: FunctionRequest,
  { record }: Question,
  deps: SimulateRoutesDeps & { pause: () => Promise<void>; signal: AbortSignal },
): Promise<RecordSimulation | undefined> {
  const { readRecord, now, pause, signal } = deps;
  const { authorization } = headers;
  if (record === undefined || readRecord === null || authorization === undefined) return undefined;
  const since = new Date(now().getTime() - record.days * DAY_MS);
  return simulateOnRecord(comparison, { since, limit: record.limit, authorization, signal }, { readRecord, pause });
}
