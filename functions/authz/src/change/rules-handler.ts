import {
  type AdminHandler,
  describeUnknownParameter,
  formatCursor,
  parseEtag,
  parseIfMatch,
  parsePage,
  parseWriteCondition,
} from '@wharfinger/admin-access';
import { type FunctionRequest, type Handler, json, nextTurn, type Route } from '@wharfinger/function-kit';
import { createStepBudget, DEFAULT_POLICY, ruleIdSchema } from '@wharfinger/policy';

import { PolicyCostError, QUESTION_MAX_STEPS } from '../decide/policy-cost.ts';
import { createAdministratorHandlers } from './administrator-handler.ts';
import { readExactJson } from './body-handler.ts';
import { type ChangeOutcome, changePolicy } from './change-policy.ts';
import { decideRuleDelete, decideRulePut } from './decide-rule-write.ts';
import type { RuleList } from './list-rules.ts';
import { parseRulesQuery, RULES_PARAMETERS } from './parse-rules-query.ts';
import { parseWriteQuery } from './parse-write-query.ts';
import type { PolicyRoutesDeps } from './policy-routes.ts';
import { ruleEtag } from './rule-etag.ts';
import { findFixed, findOwn, type RuleSet } from './rule-set.ts';
import { fixedRule, noSuchRule, ruleAnswer, toRuleResponse, triedRuleAnswer } from './rule-response-handler.ts';
import { badRequest, PRECONDITION_MISSING } from '../to-response.ts';

/** `list` shows what of the set a query asks for. */
export type RuleRoutesDeps<T extends object> = PolicyRoutesDeps & { readonly set: RuleSet<T>; readonly list: RuleList };

/** Roles, bindings or denials, one at a time. Who writes one doesn't hinder who writes another. */
export function createRuleRoutes<T extends object>(deps: RuleRoutesDeps<T>): Route[] {
  const { reading, writing } = createAdministratorHandlers(deps);
  const { kind, idMember } = deps.set;
  const path = `/v1/${kind}/:${idMember}`;
  const target = (request: FunctionRequest): string => describeId(deps.set, request.params[idMember]);
  return [
    { method: 'GET', path: `/v1/${kind}`, handler: reading(createListRules(deps)) },
    { method: 'GET', path, handler: reading(createReadRule(deps)) },
    { method: 'PUT', path, handler: writing(target, createPutRule(deps)) },
    { method: 'DELETE', path, handler: writing(target, createDeleteRule(deps)) },
  ];
}

/** Its name where it has one: nothing else that a client typed in is passed on. */
function describeId<T extends object>(set: RuleSet<T>, id = ''): string {
  const isName = ruleIdSchema.safeParse(id).success || findFixed(set, DEFAULT_POLICY, id) !== undefined;
  return `${set.kind}/${isName ? id : '(no name)'}`;
}

/** Tells the log of what was asked, and others of what was done. */
function tellOutcome(
  { log }: FunctionRequest,
  { outcome, by, rule }: { outcome: ChangeOutcome<unknown>; by: string; rule: string },
  { events }: Pick<PolicyRoutesDeps, 'events'>,
): void {
  log.info({ rule, by, outcome: outcome.kind }, 'rule written');
  if (outcome.kind === 'written') events.changed(outcome.current.revision);
}

/** `GET` of all, a page at a time, in the order of their names. */
function createListRules<T extends object>({ policies, set, list }: RuleRoutesDeps<T>): Handler {
  return async (request) => {
    const page = parsePage(request.query, RULES_PARAMETERS[set.kind]);
    if (page.kind === 'invalid') return badRequest(page.reason);
    const query = parseRulesQuery(request.query);
    if (query.kind === 'invalid') return badRequest(query.reason);
    const { document, revision } = await policies.read();
    const budget = createStepBudget(QUESTION_MAX_STEPS);
    const { rules, nextAfter } = list(document, query.value, page.value, budget);
    if (budget.isExhausted()) throw new PolicyCostError();
    const body = { [set.kind]: rules, revision: revision.number, next: formatCursor(nextAfter) };
    return json(200, body, { 'cache-control': 'no-store' });
  };
}

function createReadRule<T extends object>({ policies, set }: RuleRoutesDeps<T>): Handler {
  return async (request) => {
    const unknown = describeUnknownParameter(request.query, []);
    if (unknown !== undefined) return badRequest(unknown);
    const id = request.params[set.idMember] ?? '';
    const { document } = await policies.read();
    const own = findOwn(set, document, id);
    const found = own ?? findFixed(set, document, id);
    if (found === undefined) return noSuchRule(set);
    const headers = { etag: `"${ruleEtag(found)}"`, 'cache-control': 'no-store' };
    if (parseEtag(request.headers['if-none-match']) === ruleEtag(found)) return { status: 304, headers };
    return json(200, own === undefined ? { ...found, [set.fixedMember]: true } : found, headers);
  };
}

/** `PUT` of one: creates it, or with `If-Match` replaces the version named there. */
function createPutRule<T extends object>(deps: RuleRoutesDeps<T>): AdminHandler {
  const { set } = deps;
  return async (request, claims) => {
    const id = request.params[set.idMember] ?? '';
    if (findFixed(set, DEFAULT_POLICY, id) !== undefined) return fixedRule(set);
    const name = ruleIdSchema.safeParse(id);
    if (!name.success) return badRequest(`The ${set.idMember} of a ${set.one} ${name.error.issues[0]?.message}.`);
    const query = parseWriteQuery(request.query);
    if (query.kind === 'invalid') return badRequest(query.reason);
    const condition = parseWriteCondition(request.headers['if-match'], request.headers['if-none-match']);
    if (condition.kind === 'invalid') return badRequest(condition.reason);
    const body = readExactJson(request, set.input(id));
    if (body.kind === 'problem') return body.response;
    const put = { id, rule: body.value, condition: condition.value };
    const outcome = await changePolicy(
      { ...query.value, account: claims.sub },
      ({ document }, writer) => decideRulePut(set, document, put, writer),
      { ...deps, pause: nextTurn },
    );
    tellOutcome(request, { outcome, by: claims.sub, rule: `${set.kind}/${id}` }, deps);
    if (outcome.kind === 'too-large' || outcome.kind === 'refused') return toRuleResponse(outcome, id, deps);
    const { isDryRun } = query.value;
    return ruleAnswer(outcome, { id, isDryRun, isCreation: condition.value.kind === 'create' }, deps);
  };
}

/** `DELETE` of one version, which `If-Match` has to name. */
function createDeleteRule<T extends object>(deps: RuleRoutesDeps<T>): AdminHandler {
  const { set } = deps;
  return async (request, claims) => {
    const id = request.params[set.idMember] ?? '';
    if (findFixed(set, DEFAULT_POLICY, id) !== undefined) return fixedRule(set);
    if (!ruleIdSchema.safeParse(id).success) return noSuchRule(set);
    const query = parseWriteQuery(request.query);
    if (query.kind === 'invalid') return badRequest(query.reason);
    const header = request.headers['if-match'];
    if (header === undefined) return PRECONDITION_MISSING;
    const ifMatch = parseIfMatch(header);
    if (ifMatch.kind === 'invalid') return badRequest(ifMatch.reason);
    const outcome = await changePolicy(
      { ...query.value, account: claims.sub },
      ({ document }, writer) => decideRuleDelete(set, document, { id, etag: ifMatch.value }, writer),
      { ...deps, pause: nextTurn },
    );
    tellOutcome(request, { outcome, by: claims.sub, rule: `${set.kind}/${id}` }, deps);
    if (outcome.kind === 'too-large' || outcome.kind === 'refused') return toRuleResponse(outcome, id, deps);
    if (outcome.kind === 'would-write' || query.value.isDryRun) return triedRuleAnswer(outcome, id, deps);
    return json(200, { revision: outcome.current.revision.number }, { 'cache-control': 'no-store' });
  };
}
