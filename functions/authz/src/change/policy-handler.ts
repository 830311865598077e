import { type AdminHandler, parseEtag, parseWriteCondition, type WriteCondition } from '@wharfinger/admin-access';
import {
  type FunctionRequest,
  type FunctionResponse,
  type Handler,
  json,
  nextTurn,
  type Route,
} from '@wharfinger/function-kit';
import { compilePolicyInSteps, DEFAULT_POLICY, type PolicyDocument, policyDocumentSchema } from '@wharfinger/policy';

import { type AdministratorDeps, createAdministratorHandlers, isBrokenPolicy } from './administrator-handler.ts';
import { readExactJson } from './body-handler.ts';
import { type AskedChange, changePolicy } from './change-policy.ts';
import { checkNextPolicy, withoutRules } from './check-next-policy.ts';
import { decidePolicyWrite, type PolicyRefusal, type PolicyWrite } from './decide-policy-write.ts';
import { parseWriteQuery } from './parse-write-query.ts';
import type { Policies, PolicyChangeOutcome } from '../store/policies.ts';
import { changesSince } from './policy-changes.ts';
import type { PolicyEvents } from '../tell/policy-events.ts';
import { finishInTurns } from '../finish-in-turns.ts';
import { badRequest, invalidBody, preconditionFailed, tooLarge, toNextPolicyResponse } from '../to-response.ts';
import { policyWarnings } from './policy-warnings.ts';

/** What every route that changes the policy needs. */
export type PolicyRoutesDeps = AdministratorDeps & {
  readonly policies: Policies;
  readonly events: PolicyEvents;
  readonly now: () => Date;
  /** Services that there are; `null`: any. */
  readonly services: ReadonlySet<string> | null;
};

const POLICY_MAX_BYTES = 32 * 1024 * 1024;

/** The policy as one document. */
export function createPolicyRoutes(deps: PolicyRoutesDeps): Route[] {
  const { reading, writing } = createAdministratorHandlers(deps);
  return [
    { method: 'GET', path: '/v1/policy', handler: reading(createReadPolicy(deps)) },
    {
      method: 'PUT',
      path: '/v1/policy',
      handler: writing(() => 'policy', createPutPolicy(deps)),
      maxBodyBytes: POLICY_MAX_BYTES,
    },
  ];
}

function createReadPolicy({ policies }: PolicyRoutesDeps): Handler {
  return async (request) => {
    if (request.query.size > 0) return badRequest('There is no such query parameter.');
    const { document, revision } = await policies.read();
    return documentAnswer(request, document, revision.etag);
  };
}

/** A whole document with its ETag, or 304 for who has it. */
export function documentAnswer(request: FunctionRequest, document: object, etag: string): FunctionResponse {
  const headers = { etag: `"${etag}"`, 'cache-control': 'no-store' };
  if (parseEtag(request.headers['if-none-match']) === etag) return { status: 304, headers };
  return json(200, document, headers);
}

/** Creates the policy, or with `If-Match` replaces the version named there, be it broken. */
function createPutPolicy(deps: PolicyRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const query = parseWriteQuery(request.query);
    if (query.kind === 'invalid') return badRequest(query.reason);
    const condition = parseWriteCondition(request.headers['if-match'], request.headers['if-none-match']);
    if (condition.kind === 'invalid') return badRequest(condition.reason);
    const body = readExactJson(request, policyDocumentSchema);
    if (body.kind === 'problem') return body.response;
    const write = { document: body.value, condition: condition.value };
    return writePolicyDocument(request, write, { ...query.value, account: claims.sub }, deps);
  };
}

/** Writes a whole document; without a condition over whatever can be read there. */
export async function writePolicyDocument(
  request: FunctionRequest,
  write: PolicyWrite,
  asked: AskedChange,
  deps: PolicyRoutesDeps,
): Promise<FunctionResponse> {
  const { document, condition } = write;
  const compilation = await finishInTurns(compilePolicyInSteps(document), nextTurn);
  if (compilation.kind === 'invalid') return invalidBody(compilation.problems);
  try {
    const outcome = await changePolicy(asked, (current, writer) => decidePolicyWrite(current, write, writer), deps);
    request.log.info({ by: asked.account, outcome: outcome.kind }, 'policy written');
    if (outcome.kind === 'written') deps.events.changed(outcome.current.revision);
    return await toPolicyResponse(outcome, condition, deps);
  } catch (error) {
    if (!isBrokenPolicy(error) || condition?.kind !== 'replace') throw error;
    return mendPolicy(request, { document, etag: condition.etag, asked }, deps);
  }
}

/** Nobody can say what a broken document gave to whom, so the next is held against the default policy. */
async function mendPolicy(
  request: FunctionRequest,
  { document, etag, asked }: { document: PolicyDocument; etag: string; asked: AskedChange },
  deps: PolicyRoutesDeps,
): Promise<FunctionResponse> {
  const { account, reason, isForced, restored } = asked;
  const check = (force: boolean): ReturnType<typeof checkNextPolicy> =>
    checkNextPolicy(DEFAULT_POLICY, document, { account, now: deps.now(), isForced: force }, withoutRules(document));
  const lockOut = check(false);
  const refusal = isForced ? check(true) : lockOut;
  if (refusal !== undefined) return toNextPolicyResponse(refusal);
  const by = {
    author: account,
    reason,
    ...(restored === undefined ? {} : { restored }),
    ...(lockOut === undefined ? {} : { isForced: true as const }),
  };
  const outcome = await deps.policies.mend(by, etag, document);
  request.log.info({ by: account, outcome: outcome.kind }, 'broken policy replaced');
  if (outcome.kind === 'changed') return changedResponse(etag, deps);
  deps.events.changed(outcome.current.revision);
  return writtenAnswer(200, outcome, deps);
}

async function toPolicyResponse(
  outcome: PolicyChangeOutcome<PolicyRefusal>,
  condition: WriteCondition | undefined,
  deps: PolicyRoutesDeps,
): Promise<FunctionResponse> {
  if (outcome.kind === 'too-large') return tooLarge(outcome.maxBytes);
  if (outcome.kind !== 'refused') {
    return writtenAnswer(outcome.kind === 'written' && condition?.kind === 'create' ? 201 : 200, outcome, deps);
  }
  const { refusal } = outcome;
  if (refusal.kind === 'changed') return changedResponse(condition?.kind === 'replace' ? condition.etag : '', deps);
  if (refusal.kind !== 'exists') return toNextPolicyResponse(refusal);
  const detail = 'There is a policy. To replace it, send the ETag of the version that you read as If-Match.';
  return preconditionFailed(detail, await changesSince('0-0', deps));
}

async function changedResponse(etag: string, deps: PolicyRoutesDeps): Promise<FunctionResponse> {
  const detail = 'The policy is not the version that If-Match names: read it again.';
  return preconditionFailed(detail, await changesSince(etag, deps));
}

function writtenAnswer(
  status: number,
  { kind, current }: Pick<Extract<PolicyChangeOutcome<never>, { kind: 'written' | 'unchanged' }>, 'kind' | 'current'>,
  { now, services }: PolicyRoutesDeps,
): FunctionResponse {
  const { document, revision } = current;
  const body = {
    policy: document,
    revision: revision.number,
    isChanged: kind === 'written',
    ...policyWarnings(document, { now: now(), services }),
  };
  return json(status, body, { etag: `"${revision.etag}"`, 'cache-control': 'no-store' });
}
