import { type FunctionResponse, json, nextTurn } from '@wharfinger/function-kit';

import type { RuleRefusal } from './decide-rule-write.ts';
import type { ChangeOutcome } from './change-policy.ts';
import { lastChangeOf } from './policy-changes.ts';
import type { PolicyRoutesDeps } from './policy-routes.ts';
import { ruleWarnings } from './policy-warnings.ts';
import { ruleEtag } from './rule-etag.ts';
import { showDiff } from './shown-diff.ts';
import { findOwn, type RuleSet } from './rule-set.ts';
import { conflict, notFound, preconditionFailed, tooLarge, toNextPolicyResponse } from '../to-response.ts';

type Deps<T extends object> = PolicyRoutesDeps & { readonly set: RuleSet<T> };
type Outcome = ChangeOutcome<RuleRefusal>;
type Done = Exclude<Outcome, { kind: 'refused' | 'too-large' }>;

/** Most bindings that one answer names. */
const MAX_NAMED = 100;

export function noSuchRule<T extends object>({ one }: RuleSet<T>): FunctionResponse {
  return notFound(`There is no such ${one}.`);
}

/** What comes with the function isn't written, but left out. */
export function fixedRule<T extends object>({ kind }: RuleSet<T>): FunctionResponse {
  return conflict(
    kind === 'roles'
      ? 'A built-in role stays as it is: choose another name.'
      : 'A default binding stays as it is: a policy with "defaults": false is without all of them.',
  );
}

/** The rule as it is now, or would be, with what of it decides nothing. */
export async function ruleAnswer<T extends object>(
  outcome: Done,
  { id, isDryRun, isCreation }: { id: string; isDryRun: boolean; isCreation: boolean },
  deps: Deps<T>,
): Promise<FunctionResponse> {
  const { kind, current } = outcome;
  if (kind === 'would-write' || isDryRun) return triedRuleAnswer(outcome, id, deps);
  const { set, now, services } = deps;
  const { document, revision } = current;
  const status = kind === 'written' && isCreation ? 201 : 200;
  const rule = findOwn(set, document, id);
  const warnings = await ruleWarnings(set, document, id, { now: now(), services }, nextTurn);
  const body = { [set.one]: rule, revision: revision.number, isChanged: kind === 'written', ...warnings };
  return json(status, body, { ...etagOf(rule), 'cache-control': 'no-store' });
}

/** The rule as it would be, and what would change; with the ETag of the one that there is. */
export async function triedRuleAnswer<T extends object>(
  outcome: Done,
  id: string,
  { set, now, services }: Deps<T>,
): Promise<FunctionResponse> {
  const { document, revision } = outcome.current;
  const next = outcome.kind === 'would-write' ? outcome.next : document;
  const rule = findOwn(set, next, id);
  const body = {
    ...(rule === undefined ? {} : { [set.one]: rule }),
    revision: revision.number,
    isChanged: outcome.kind === 'would-write',
    isDryRun: true,
    ...showDiff(document, next),
    ...(await ruleWarnings(set, next, id, { now: now(), services }, nextTurn)),
  };
  return json(200, body, { ...etagOf(findOwn(set, document, id)), 'cache-control': 'no-store' });
}

function etagOf(rule: object | undefined): { etag?: string } {
  return rule === undefined ? {} : { etag: `"${ruleEtag(rule)}"` };
}

/** Why a rule isn't written, and for a precondition who changed it. */
export async function toRuleResponse<T extends object>(
  outcome: Extract<Outcome, { kind: 'refused' | 'too-large' }>,
  id: string,
  { set, policies }: Deps<T>,
): Promise<FunctionResponse> {
  if (outcome.kind === 'too-large') return tooLarge(outcome.maxBytes);
  const { refusal } = outcome;
  const since = (): ReturnType<typeof lastChangeOf> => lastChangeOf(`${set.kind}/${id}`, { policies });
  switch (refusal.kind) {
    case 'missing':
      return noSuchRule(set);
    case 'exists':
      return preconditionFailed(
        `The ${set.one} exists. To replace it, send the ETag of the version that you read as If-Match.`,
        await since(),
      );
    case 'changed':
      return preconditionFailed(`The ${set.one} is not the version that If-Match names: read it again.`, await since());
    case 'id-taken':
      return conflict(`The id is that of a ${set.kind === 'denials' ? 'binding' : 'denial'}: choose another.`);
    case 'too-many':
      return conflict(`There are as many ${set.kind} as there may be.`);
    case 'in-use':
      return inUse(refusal.bindings);
    case 'invalid':
    case 'locked-out':
      return toNextPolicyResponse(refusal);
    default:
      return refusal satisfies never;
  }
}

function inUse(bindings: readonly string[]): FunctionResponse {
  const detail = `Bindings give the role, ${bindings.length} of them: change or delete those first.`;
  return conflict(detail, { bindings: bindings.slice(0, MAX_NAMED), bindingsTotal: bindings.length });
}
