import { formatCursor, parsePage } from '@wharfinger/admin-access';
import { type Handler, json, type Route } from '@wharfinger/function-kit';
import {
  createStepBudget,
  findTakenAway,
  formatAddress,
  formatNetwork,
  whoCan,
  type WhoCanEntry,
} from '@wharfinger/policy';

import { createAdministratorHandlers } from '../change/administrator-handler.ts';
import type { QuestionRoutesDeps } from './question-routes.ts';
import { policyReference } from './policy-reference.ts';
import { PolicyCostError, QUESTION_MAX_STEPS } from '../decide/policy-cost.ts';
import { badRequest } from '../to-response.ts';
import { takeWhoCanPage } from './who-can-page.ts';
import { formatPlace, parseWhoCanQuery, WHO_CAN_PARAMETERS } from './who-can-query.ts';

/** Most denials, and most rules that were not looked at to the end, of one answer. */
const MAX_DENIALS = 100;

/** `GET /v1/who-can`. */
export function createWhoCanRoutes(deps: QuestionRoutesDeps): Route[] {
  const { reading } = createAdministratorHandlers(deps);
  return [{ method: 'GET', path: '/v1/who-can', handler: reading(createWhoCan(deps)) }];
}

function createWhoCan({ loadPolicy, now }: QuestionRoutesDeps): Handler {
  return async (request) => {
    const page = parsePage(request.query, WHO_CAN_PARAMETERS);
    if (page.kind === 'invalid') return badRequest(page.reason);
    const query = parseWhoCanQuery(request.query, page.value);
    if (query.kind === 'invalid') return badRequest(query.reason);
    const { question, at = now(), limit, after } = query.value;
    const inForce = await loadPolicy();
    const budget = createStepBudget(QUESTION_MAX_STEPS);
    const answer = whoCan(inForce.policy, question, at, budget);
    if (answer.kind === 'exhausted') throw new PolicyCostError();
    if (answer.kind === 'malformed-name') return badRequest(answer.reason);
    const { bindings, denials, isDeniedToAll, incomplete } = answer;
    const { entries, next } = takeWhoCanPage(bindings, { limit, after });
    const granted = entries.map((entry) => Object.assign(showEntry(entry), findTakenAway(entry, denials, budget)));
    if (budget.isExhausted()) throw new PolicyCostError();
    const { address, ...asked } = question;
    const body = {
      policy: policyReference(inForce),
      asked: {
        ...asked,
        ...(address === undefined ? {} : { address: formatAddress(address) }),
        at: at.toISOString(),
      },
      granted,
      grantedTotal: bindings.length,
      denied: denials.slice(0, MAX_DENIALS).map(showEntry),
      deniedTotal: denials.length,
      isDeniedToAll,
      incomplete: incomplete.slice(0, MAX_DENIALS),
      incompleteTotal: incomplete.length,
      next: formatCursor(next === undefined ? undefined : formatPlace(next)),
    };
    return json(200, body, { 'cache-control': 'no-store' });
  };
}

/** An entry with its networks as policies write them. */
function showEntry({ conditions: { networks, ...conditions }, ...entry }: WhoCanEntry): object {
  const cidrs = networks === undefined ? {} : { cidrs: networks.map(formatNetwork) };
  return { ...entry, conditions: { ...conditions, ...cidrs } };
}
