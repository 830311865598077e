import { type Handler, json, type Route } from '@wharfinger/function-kit';
import { createStepBudget, explainDecision, parseRestrictions, readCaller } from '@wharfinger/policy';

import { createAdministratorHandlers } from '../change/administrator-handler.ts';
import { readExactJson } from '../change/body-handler.ts';
import { policyReference } from './policy-reference.ts';
import { explainBodySchema } from './explain-request.ts';
import { PolicyCostError, QUESTION_MAX_STEPS } from '../decide/policy-cost.ts';
import type { QuestionRoutesDeps } from './question-routes.ts';
import { serviceMissing, serviceOf } from './asked-service.ts';
import { invalidBody } from '../to-response.ts';

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

function createExplain({ loadPolicy, now, services }: QuestionRoutesDeps): Handler {
  return async (request) => {
    const body = readExactJson(request, explainBodySchema);
    if (body.kind === 'problem') return body.response;
    const { account, labels, address, scope, restrictions, at = now() } = body.value;
    const service = serviceOf(body.value, services);
    if (service === undefined) return invalidBody([serviceMissing('$.service')]);
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
