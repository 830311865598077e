import { actionsOf } from '@wharfinger/token';

import type { CompiledPolicy } from '../decide/compile-policy.ts';
import type { CompiledRule } from '../decide/compile-rules.ts';
import { decideGrant, type GrantRequest } from '../decide/decide-grant.ts';
import { type ConditionContext, describeCondition } from './explain-condition.ts';
import type { ConditionName } from './near-conditions.ts';
import { findSurroundings, type NearRule, type Surroundings } from './near-rules.ts';
import { requestedActions } from '../decide/requested-actions.ts';
import { isForAccounts, parseResourceName } from '../decide/resource-name.ts';
import type { StepBudget } from '../decide/step-budget.ts';

/**
 * What became of an action: a binding gives it; a denial takes it away; a binding would give it, but not to this
 * credential; no rule speaks of it; there is no such type or action; the name is malformed.
 */
export type ExplainedOutcome = 'granted' | 'denied' | 'restricted' | 'not-granted' | 'unknown' | 'malformed-name';

/** A rule by its id. */
export type RuleReference = { rule: string; kind: CompiledRule['kind'] };

/** A rule that came near, with each condition that it failed. */
export type ExplainedNearRule = RuleReference & { failed: { condition: ConditionName; message: string }[] };

export type ExplainedAction = {
  action: string;
  isGranted: boolean;
  outcome: ExplainedOutcome;
  /** Id of the rule that decided; null when none did. */
  rule: string | null;
  /** One sentence. */
  reason: string;
  /** Other rules that speak of the request and did not decide, at most 20, and how many there are. */
  others: RuleReference[];
  othersTotal: number;
  /** Rules that nearly speak of it, the nearest first, at most 20, and how many there are. */
  near: ExplainedNearRule[];
  nearTotal: number;
};

/** The decision as `decideGrant` makes it, and each action by itself. */
export type Explanation =
  | {
      kind: 'explained';
      granted: string[];
      rule: string | null;
      reason: string;
      actions: ExplainedAction[];
      /** False: the search for rules was given up, and some may be missing. */
      isNearComplete: boolean;
    }
  | { kind: 'exhausted' };

type Verdict = Pick<ExplainedAction, 'isGranted' | 'outcome' | 'rule' | 'reason'>;

function explainUnknown({ scope }: GrantRequest, action: string): string | undefined {
  const known = actionsOf(scope.type);
  if (known.length === 0) return `There is no resource type ${scope.type}.`;
  if (known.includes(action)) return undefined;
  return `${action} is not an action of the type ${scope.type}: its actions are ${known.join(', ')}.`;
}

/** Asks the decision itself, so that the explanation can't say anything else. */
function judgeAction(
  policy: CompiledPolicy,
  request: GrantRequest,
  action: string,
  now: Date,
  budget: StepBudget,
): Verdict {
  const alone = { ...request, scope: { ...request.scope, actions: [action] } };
  const { granted, rule } = decideGrant(policy, alone, now, budget);
  const what = `${action} on ${request.scope.name}`;
  const verdict = (outcome: ExplainedOutcome, reason: string): Verdict => ({
    isGranted: granted.length > 0,
    outcome,
    rule,
    reason,
  });
  if (granted.length > 0) return verdict('granted', `The binding ${rule} gives ${what}.`);
  if (rule !== null) return verdict('denied', `The denial ${rule} takes ${what} away, whatever any binding gives.`);
  const unknown = explainUnknown(request, action);
  if (unknown !== undefined) return verdict('unknown', unknown);
  const unrestricted = decideGrant(policy, { ...alone, restrictions: null }, now, budget);
  return unrestricted.granted.length > 0
    ? verdict('restricted', `The binding ${unrestricted.rule} gives ${what}, but the credential is restricted to less.`)
    : verdict('not-granted', `No binding gives ${what} to this caller.`);
}

function explainNear(near: NearRule, context: ConditionContext): ExplainedNearRule {
  return {
    rule: near.rule.id,
    kind: near.rule.kind,
    failed: near.failed.map((condition) => ({ condition, message: describeCondition(condition, near, context) })),
  };
}

function toExplainedAction(
  action: string,
  verdict: Verdict,
  { covering, near }: Surroundings,
  context: ConditionContext,
): ExplainedAction {
  const others = covering.rules.filter(({ id }) => id !== verdict.rule).map(({ id, kind }) => ({ rule: id, kind }));
  return {
    action,
    ...verdict,
    others,
    // The rule that decided is the first of those that speak of it.
    othersTotal: covering.total - (covering.rules.length - others.length),
    near: near.rules.map((one) => explainNear(one, context)),
    nearTotal: near.total,
  };
}

const NONSENSE: ReadonlySet<ExplainedOutcome> = new Set(['unknown', 'malformed-name']);
const NOTHING_AROUND: Surroundings = { covering: { rules: [], total: 0 }, near: { rules: [], total: 0 } };

/**
 * Explains a decision: for each action what became of it, by which rule, and which rules came near. A rule comes near
 * that speaks of the type, the name and the action, but not for this caller, time, network or service; or that is in
 * force for the caller and speaks of the name with other actions, or of the action with other names. It decides as
 * `decideGrant` does, because it asks it.
 */
export function explainDecision(
  policy: CompiledPolicy,
  request: GrantRequest,
  now: Date,
  budget: StepBudget,
): Explanation {
  const { caller, scope } = request;
  const grant = decideGrant(policy, request, now, budget);
  const requested = requestedActions(scope);
  const name = parseResourceName(scope.type, scope.name);
  const isForOthers = caller.account === null && isForAccounts(scope.type);
  const judge = (action: string): Verdict =>
    name.kind === 'invalid'
      ? { isGranted: false, outcome: 'malformed-name', rule: null, reason: name.reason }
      : judgeAction(policy, request, action, now, budget);
  const verdicts = requested.map((action): [string, Verdict] => [action, judge(action)]);
  if (budget.isExhausted()) return { kind: 'exhausted' };
  // Nothing is near what there is not.
  const sensible = verdicts.flatMap(([action, { outcome }]) => (isForOthers || NONSENSE.has(outcome) ? [] : [action]));
  const around = findSurroundings(policy, { caller, scope }, sensible, now, budget);
  const context: ConditionContext = { caller, name: scope.name, type: scope.type };
  return {
    kind: 'explained',
    ...grant,
    actions: verdicts.map(([action, verdict]) =>
      toExplainedAction(action, verdict, around.get(action) ?? NOTHING_AROUND, context),
    ),
    isNearComplete: !budget.isExhausted(),
  };
}
