import { type FunctionResponse, type Handler, json, type Route } from '@wharfinger/function-kit';
import { createStepBudget, explainDecision, parseRestrictions, readCaller } from '@wharfinger/policy';

import { type AdministratorDeps, createAdministratorHandlers } from '../change/administrator-handler.ts';
import type { LoadPolicy } from '../decide/authorize.ts';
import { readExactJson } from '../change/body-handler.ts';
import { policyReference } from './explain-policy.ts';
import { type AskedAccess, explainBodySchema } from './explain-request.ts';
import { PolicyCostError, QUESTION_MAX_STEPS } from '../decide/policy-cost.ts';
import { invalidBody } from '../to-response.ts';

/** What the questions about the policy need. */
export type QuestionRoutesDeps = AdministratorDeps & {
  readonly loadPolicy: LoadPolicy;
  readonly now: () => Date;
  /** Services that there are; `null`: any. */
  readonly services: ReadonlySet<string> | null;
};

const EXPLAIN_MAX_BYTES = 256 * 1024;

/** `POST /v1/explain`. */
export function createExplainRoutes(deps: QuestionRoutesDeps): Route[] {
  const { reading } = createAdministratorHandlers(deps);
  return [
    {
      method: 'POST',
      path: '/v1/explain',
      handler: reading(createExplain(deps)),
      maxBodyBytes: EXPLAIN_MAX_BYTES,
    },
  ];
}

/** The service that is asked about, or the first that there is. */
export function serviceOf(
  asked: Pick<AskedAccess, 'service'>,
  services: ReadonlySet<string> | null,
): string | undefined {
  return asked.service ?? services?.values().next().value;
}

/** The services are not listed here: the request has to say which. */
export function serviceMissing(path: string): FunctionResponse {
  return invalidBody([{ path, message: 'is missing, and WHARFINGER_SERVICES says of none' }]);
}

function createExplain({ loadPolicy, now, services }: QuestionRoutesDeps): Handler {
  return async (request) => {
    const body = readExactJson(request, explainBodySchema);
    if (body.kind === 'problem') return body.response;
    const { account, labels, address, scope, restrictions, at = now() } = body.value;
    const service = serviceOf(body.value, services);
    if (service === undefined) return serviceMissing('$.service');
    const inForce = await loadPolicy();
    const caller = readCaller({ account, labels, address, service });
    const asked = { caller, scope, restrictions: parseRestrictions(restrictions) };
    const explanation = explainDecision(inForce.policy, asked, at, createStepBudget(QUESTION_MAX_STEPS));
    if (explanation.kind === 'exhausted') throw new PolicyCostError();
    const { kind: _, ...rest } = explanation;
    const answer = {
      policy: policyReference(inForce),
      asked: { account, labels, address, service, ...scope, restrictions, at: at.toISOString() },
      ...rest,
    };
    return json(200, answer, { 'cache-control': 'no-store' });
  };
}
