import type { Scope } from '@wharfinger/token';

import type { CompiledPolicy } from '../decide/compile-policy.ts';
import type { CompiledRule } from '../decide/compile-rules.ts';
import { type Caller, costOfRule, coversAction, createNameMatcher, type NameMatcher } from '../decide/match-rule.ts';
import { type ConditionName, findFailedConditions } from './near-conditions.ts';
import { compareIds, compareRules } from '../decide/rule-order.ts';
import type { StepBudget } from '../decide/step-budget.ts';
import { type CallerValues, createNameSolver, type NameSolver, solveRule } from './who-can-values.ts';

/** A rule that nearly spoke of a request, and what kept it. */
export type NearRule = {
  rule: CompiledRule;
  /** At least one. */
  failed: readonly ConditionName[];
  /** Callers of whom the rule would speak; where it is the caller's own values that its names don't fit. */
  values: readonly CallerValues[];
};

/** What is around the decision on one action. */
export type Surroundings = {
  /** Rules that speak of the request, denials first, and how many there are. */
  covering: { rules: readonly CompiledRule[]; total: number };
  /** Rules that nearly do, the nearest first. */
  near: { rules: readonly NearRule[]; total: number };
};

/** Most rules of either kind that are given for an action. */
export const NEAR_MAX_RULES: number = 20;

/** Smaller is nearer: rules that name what is asked for, then those of another action, then those of another name. */
type Nearness = { failures: number; kind: 0 | 1 | 2; sharedLength: number };
type Candidate = NearRule & { nearness: Nearness };

function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    a.nearness.failures - b.nearness.failures ||
    a.nearness.kind - b.nearness.kind ||
    b.nearness.sharedLength - a.nearness.sharedLength ||
    compareIds(a.rule, b.rule)
  );
}

/** The first of many in an order, without keeping them all. */
class Shortlist<T> {
  #kept: T[] = [];
  readonly #compare: (a: T, b: T) => number;
  total = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  add(one: T): void {
    this.total += 1;
    this.#kept.push(one);
    if (this.#kept.length >= 10 * NEAR_MAX_RULES) this.#kept = this.best();
  }

  best(): T[] {
    return this.#kept.toSorted(this.#compare).slice(0, NEAR_MAX_RULES);
  }
}

type Question = { scope: Scope; caller: Caller; matches: NameMatcher; solve: NameSolver };

function sharedLength(pattern: string, name: string): number {
  let length = 0;
  while (length < pattern.length && pattern[length] === name[length]) length += 1;
  return length;
}

/** How near a name of another kind is: the longest beginning that one of the patterns shares with it. */
function nearestName(rule: CompiledRule, { scope }: Question): number {
  const patterns = rule.names ?? rule.permissions.flatMap((one) => (one.type === scope.type ? [one.name] : []));
  return Math.max(0, ...patterns.map(({ prefix }) => sharedLength(prefix, scope.name)));
}

function coversName(rule: CompiledRule, { scope, matches }: Question): boolean {
  const isOfName = rule.permissions.some((one) => one.type === scope.type && matches(one.name));
  return isOfName && (rule.names?.some(matches) ?? true);
}

/**
 * Whether a rule came near: it speaks of the type, the action and the name, for this caller or for another, but not of
 * this request; or it is in force for the caller and speaks of the name but not of the action, or, of bindings, of the
 * action but not of the name.
 */
function findNearness(
  rule: CompiledRule,
  failed: readonly ConditionName[],
  action: string,
  question: Question,
): Candidate | undefined {
  const { values } = solveRule(rule, question.scope.type, action, question.solve);
  const near = (more: ConditionName[], kind: Nearness['kind'], sharedLength: number): Candidate => {
    const all = [...failed, ...more];
    const isForOthers = kind === 0 && more.length > 0;
    return {
      rule,
      failed: all,
      values: isForOthers ? values : [],
      nearness: { failures: all.length, kind, sharedLength },
    };
  };
  if (coversAction(rule, question.scope, action, question.matches)) return near([], 0, 0);
  if (values.length > 0) return near(['names'], 0, 0);
  if (failed.length > 0) return undefined;
  if (coversName(rule, question)) return near(['actions'], 1, 0);
  const isOfAction = rule.permissions.some((one) => one.type === question.scope.type && one.actions.has(action));
  return isOfAction && rule.kind === 'binding' ? near(['names'], 2, nearestName(rule, question)) : undefined;
}

/** Looks at every rule, those of the past and the future too. When the budget is exhausted behind it, rules are missing. */
export function findSurroundings(
  policy: CompiledPolicy,
  { caller, scope }: { caller: Caller; scope: Scope },
  actions: readonly string[],
  now: Date,
  budget: StepBudget,
): ReadonlyMap<string, Surroundings> {
  const matches = createNameMatcher(scope.name, caller, budget);
  const question: Question = { scope, caller, matches, solve: createNameSolver(scope.name, budget) };
  const lists = actions.map((action) => ({
    action,
    covering: new Shortlist<CompiledRule>(compareRules),
    near: new Shortlist<Candidate>(compareCandidates),
  }));
  for (const rule of lists.length === 0 ? [] : [...policy.denials, ...policy.bindings]) {
    budget.spend(costOfRule(rule));
    if (budget.isExhausted()) break;
    if (!rule.permissions.some(({ type }) => type === scope.type)) continue;
    const failed = findFailedConditions(rule, caller, now);
    for (const { action, covering, near } of lists) {
      const candidate = findNearness(rule, failed, action, question);
      if (candidate?.failed.length === 0) covering.add(rule);
      else if (candidate !== undefined) near.add(candidate);
    }
  }
  return new Map(
    lists.map(({ action, covering, near }) => [
      action,
      {
        covering: { rules: covering.best(), total: covering.total },
        near: { rules: near.best().map(({ rule, failed, values }) => ({ rule, failed, values })), total: near.total },
      },
    ]),
  );
}
