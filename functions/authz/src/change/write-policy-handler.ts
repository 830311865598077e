import type { WriteCondition } from '@wharfinger/admin-access';
import type { StoreError } from '@wharfinger/control-store';
import { type FunctionRequest, type FunctionResponse, json, nextTurn } from '@wharfinger/function-kit';
import { compilePolicyInSteps, DEFAULT_POLICY, type PolicyDocument } from '@wharfinger/policy';

import { isBrokenPolicy } from './administrator-handler.ts';
import { type AskedChange, type ChangeOutcome, changePolicy } from './change-policy.ts';
import { checkNextPolicy, type Writer } from './check-next-policy.ts';
import { decidePolicyWrite, type PolicyRefusal, type PolicyWrite } from './decide-policy-write.ts';
import { changesSince } from './policy-changes.ts';
import type { PolicyRoutesDeps } from './policy-routes.ts';
import { policyWarnings } from './policy-warnings.ts';
import { showDiff } from './shown-diff.ts';
import { finishInTurns } from '../finish-in-turns.ts';
import type { ChangeBy, CurrentPolicy } from '../store/policies.ts';
import { invalidBody, preconditionFailed, tooLarge, toNextPolicyResponse } from '../to-response.ts';

/** Writes a whole document; without a condition over whatever is there. */
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
    const edit = (current: CurrentPolicy, writer: Writer): ReturnType<typeof decidePolicyWrite> =>
      decidePolicyWrite(current, write, writer);
    const outcome = await changePolicy(asked, edit, { ...deps, pause: nextTurn });
    request.log.info({ by: asked.account, outcome: outcome.kind }, 'policy written');
    if (outcome.kind === 'written') deps.events.changed(outcome.current.revision);
    return await toPolicyResponse(outcome, { condition, isDryRun: asked.isDryRun }, deps);
  } catch (error) {
    if (!isBrokenPolicy(error) || condition?.kind === 'create') throw error;
    return mendPolicy(request, { document, etag: condition?.etag ?? error.etag, broken: error, asked }, deps);
  }
}

type Mend = {
  document: PolicyDocument;
  /** Of the version that is meant. */
  etag: string;
  broken: StoreError;
  asked: AskedChange;
};

/** Nobody can say what a broken document gave to whom, so the next is held against the default policy. */
async function mendPolicy(
  request: FunctionRequest,
  { document, etag, broken, asked }: Mend,
  deps: PolicyRoutesDeps,
): Promise<FunctionResponse> {
  const { account, reason, isForced, restored } = asked;
  const check = (force: boolean): ReturnType<typeof checkNextPolicy> =>
    checkNextPolicy(DEFAULT_POLICY, document, { account, now: deps.now(), isForced: force, pause: nextTurn });
  const lockOut = await check(false);
  const refusal = isForced ? await check(true) : lockOut;
  if (refusal !== undefined) return toNextPolicyResponse(refusal);
  if (asked.isDryRun) return etag === broken.etag ? mendAnswer(document, etag, deps) : changedResponse(etag, deps);
  const by: ChangeBy = {
    author: account,
    reason,
    ...(restored === undefined ? {} : { restored }),
    ...(lockOut === undefined ? {} : { isForced: true as const }),
  };
  const outcome = await deps.policies.mend(by, etag, document);
  request.log.info({ by: account, outcome: outcome.kind }, 'broken policy replaced');
  if (outcome.kind === 'changed') return changedResponse(etag, deps);
  deps.events.changed(outcome.current.revision);
  return writtenAnswer(200, { isChanged: true, current: outcome.current }, deps);
}

/** What mending would come to; nobody can say what it would change. */
function mendAnswer(document: PolicyDocument, etag: string, deps: PolicyRoutesDeps): Promise<FunctionResponse> {
  const body = { policy: document, revision: null, isChanged: true, isDryRun: true, diff: null };
  return documentAnswer(200, body, etag, deps);
}

async function toPolicyResponse(
  outcome: ChangeOutcome<PolicyRefusal>,
  { condition, isDryRun }: { condition: WriteCondition | undefined; isDryRun: boolean },
  deps: PolicyRoutesDeps,
): Promise<FunctionResponse> {
  switch (outcome.kind) {
    case 'too-large':
      return tooLarge(outcome.maxBytes);
    case 'refused':
      return refusedResponse(outcome.refusal, condition, deps);
    case 'would-write':
      return triedAnswer(outcome.current, outcome.next, deps);
    case 'written':
      return writtenAnswer(condition?.kind === 'create' ? 201 : 200, { ...outcome, isChanged: true }, deps);
    case 'unchanged': {
      const { current } = outcome;
      if (isDryRun) return triedAnswer(current, current.document, deps);
      return writtenAnswer(200, { current, isChanged: false }, deps);
    }
    default:
      return outcome satisfies never;
  }
}

async function refusedResponse(
  refusal: PolicyRefusal,
  condition: WriteCondition | undefined,
  deps: PolicyRoutesDeps,
): Promise<FunctionResponse> {
  if (refusal.kind === 'changed') return changedResponse(condition?.kind === 'replace' ? condition.etag : '', deps);
  if (refusal.kind !== 'exists') return toNextPolicyResponse(refusal);
  const detail = 'There is a policy. To replace it, send the ETag of the version that you read as If-Match.';
  return preconditionFailed(detail, await changesSince('0-0', deps));
}

async function changedResponse(etag: string, deps: PolicyRoutesDeps): Promise<FunctionResponse> {
  const detail = 'The policy is not the version that If-Match names: read it again.';
  return preconditionFailed(detail, await changesSince(etag, deps));
}

/** With the ETag of what there is, in place of which it would be written. */
function triedAnswer(
  { document, revision }: CurrentPolicy,
  next: PolicyDocument,
  deps: PolicyRoutesDeps,
): Promise<FunctionResponse> {
  const isChanged = next !== document;
  const about = { revision: revision.number, isChanged, isDryRun: true, ...showDiff(document, next) };
  return documentAnswer(200, { policy: next, ...about }, revision.etag, deps);
}

function writtenAnswer(
  status: number,
  { isChanged, current }: { isChanged: boolean; current: CurrentPolicy },
  deps: PolicyRoutesDeps,
): Promise<FunctionResponse> {
  const { document, revision } = current;
  return documentAnswer(status, { policy: document, revision: revision.number, isChanged }, revision.etag, deps);
}

async function documentAnswer(
  status: number,
  body: { policy: PolicyDocument; [member: string]: unknown },
  etag: string,
  { now, services }: PolicyRoutesDeps,
): Promise<FunctionResponse> {
  const warnings = await policyWarnings(body.policy, { now: now(), services }, nextTurn);
  return json(status, { ...body, ...warnings }, { etag: `"${etag}"`, 'cache-control': 'no-store' });
}
