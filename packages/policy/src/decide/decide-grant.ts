import type { Scope } from '@wharfinger/token';

import type { CompiledPolicy } from './compile-policy.ts';
import type { CompiledRule } from './compile-rules.ts';
import { compareIds, compareRules } from './rule-order.ts';
import {
  type Caller,
  costOfRule,
  coversAction,
  createNameMatcher,
  isRuleInForce,
  permitsAction,
} from './match-rule.ts';
import { requestedActions } from './requested-actions.ts';
import { isForAccounts, parseResourceName } from './resource-name.ts';
import type { Restrictions } from './restrictions.ts';
import { findCandidates } from './rule-index.ts';
import type { StepBudget } from './step-budget.ts';

/** One scope that one caller asks for, with a credential that allows no more than `restrictions`; `null`: anything. */
export type GrantRequest = { caller: Caller; scope: Scope; restrictions: Restrictions | null };

/**
 * What the policy gives: the actions, sorted; the id of the rule that decided, null when no rule speaks of the request;
 * and one sentence why.
 */
export type Grant = { granted: string[]; rule: string | null; reason: string };

/** A denial that takes the action away, else a binding that gives it, else nothing; and whether the credential may not have it. */
type Verdict = { action: string; rule: CompiledRule | undefined; isRestricted: boolean };

/** Whether a binding would give it, but not to this credential. */
function isTakenAway({ rule, isRestricted }: Verdict): boolean {
  return rule?.kind === 'binding' && isRestricted;
}

function describeOutcome(verdict: Verdict): string {
  const { rule } = verdict;
  const verb = rule?.kind === 'denial' ? 'refused' : 'granted';
  const outcome = `${verb} by ${rule === undefined ? 'no binding' : `${rule.kind} ${rule.id}`}`;
  return isTakenAway(verdict) ? `beyond what the credential is restricted to, though ${outcome}` : outcome;
}

function explain(verdicts: readonly Verdict[]): string {
  const actionsByOutcome = new Map<string, string[]>();
  for (const verdict of verdicts) {
    const outcome = describeOutcome(verdict);
    const actions = actionsByOutcome.get(outcome);
    if (actions === undefined) actionsByOutcome.set(outcome, [verdict.action]);
    else actions.push(verdict.action);
  }
  const outcomes = [...actionsByOutcome].map(([outcome, actions]) => `${actions.join(', ')} ${outcome}`);
  return outcomes.join('; ') || 'no action was asked for';
}

/** The first rule by id that applies, of lists that are sorted by id. */
function findFirst(
  lists: readonly (readonly CompiledRule[])[],
  applies: (rule: CompiledRule) => boolean,
): CompiledRule | undefined {
  let first: CompiledRule | undefined;
  for (const list of lists) {
    for (const rule of list) {
      if (first !== undefined && compareIds(first, rule) <= 0) break;
      if (applies(rule)) first = rule;
    }
  }
  return first;
}

/**
 * Decides what of a scope is granted. A denial wins over every binding, what no binding gives is refused, and so is what
 * the credential's restrictions don't cover. The rule named is the first by id, of the denials if one decided, so
 * neither order in the document nor chance chooses it. The admin API is for accounts alone. When the budget is exhausted behind it, the answer means nothing.
 */
export function decideGrant(policy: CompiledPolicy, request: GrantRequest, now: Date, budget: StepBudget): Grant {
  const { caller, scope, restrictions } = request;
  const name = parseResourceName(scope.type, scope.name);
  if (name.kind === 'invalid') {
    return { granted: [], rule: null, reason: name.reason };
  }
  if (caller.account === null && isForAccounts(scope.type)) {
    return { granted: [], rule: null, reason: `${scope.type} is for those who are signed in` };
  }
  const matches = createNameMatcher(scope.name, caller, budget);
  const denials = findCandidates(policy.denialIndex, scope.name, caller, budget);
  const bindings = findCandidates(policy.bindingIndex, scope.name, caller, budget);
  const verdicts = requestedActions(scope).map((action): Verdict => {
    const applies = (rule: CompiledRule): boolean => {
      budget.spend(costOfRule(rule));
      return !budget.isExhausted() && isRuleInForce(rule, caller, now) && coversAction(rule, scope, action, matches);
    };
    return {
      action,
      rule: findFirst(denials, applies) ?? findFirst(bindings, applies),
      isRestricted: restrictions !== null && !permitsAction(restrictions, scope, action, matches),
    };
  });
  const granted: string[] = [];
  let decisive: CompiledRule | undefined;
  for (const verdict of verdicts) {
    const { action, rule } = verdict;
    if (rule === undefined || isTakenAway(verdict)) continue;
    if (rule.kind === 'binding') granted.push(action);
    if (decisive === undefined || compareRules(rule, decisive) < 0) decisive = rule;
  }
  return { granted, rule: decisive?.id ?? null, reason: explain(verdicts) };
}
