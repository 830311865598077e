import { type NamePattern, parseAccount, type PatternSolution, solvePattern } from '@wharfinger/token';

import type { CompiledRule } from '../decide/compile-rules.ts';
import type { StepBudget } from '../decide/step-budget.ts';

/** One value of one label. */
export type LabelValue = { key: string; value: string };

/** What a caller has to be called, and to have, for a rule to speak of a name. `account` is null where any will do. */
export type CallerValues = { account: string | null; labels: readonly LabelValue[] };

/** Values, or some of them when there are too many to look for. */
export type SolvedValues = { values: readonly CallerValues[]; isComplete: boolean };

/** Finds the values with which one pattern matches one name. */
export type NameSolver = (pattern: NamePattern) => SolvedValues;

/** Most ways in which one rule may come to speak of a name. */
const MAX_WAYS: number = 1000;

const ANY: CallerValues = { account: null, labels: [] };

/** Solves one name: each pattern once, however many rules and actions ask for it. */
export function createNameSolver(name: string, budget: StepBudget): NameSolver {
  const known = new Map<NamePattern, SolvedValues>();
  return (pattern) => {
    budget.spend(1);
    const before = known.get(pattern);
    if (before !== undefined) return before;
    const { solutions, isComplete, steps } = solvePattern(pattern, name);
    budget.spend(steps);
    const values = { values: solutions.filter(isOfSomebody).map(toValues), isComplete };
    known.set(pattern, values);
    return values;
  };
}

/** Nobody has an account of such a name. */
function isOfSomebody({ account }: PatternSolution): boolean {
  return account === null || parseAccount(account).kind === 'ok';
}

function toValues({ account, labels }: PatternSolution): CallerValues {
  return { account, labels: sortLabels([...labels].map(([key, value]) => ({ key, value }))) };
}

/** Sorted, each once. */
function sortLabels(labels: readonly LabelValue[]): LabelValue[] {
  const sorted = labels.toSorted((a, b) => compareTexts(a.key, b.key) || compareTexts(a.value, b.value));
  return sorted.filter(({ key, value }, index) => {
    const before = sorted[index - 1];
    return before === undefined || before.key !== key || before.value !== value;
  });
}

/** Order in code units. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Both at once; nothing when they ask for different accounts. */
export function joinValues(a: CallerValues, b: CallerValues): CallerValues | undefined {
  if (a.account !== null && b.account !== null && a.account !== b.account) return undefined;
  return { account: a.account ?? b.account, labels: sortLabels([...a.labels, ...b.labels]) };
}

function uniteValues(lists: readonly SolvedValues[]): SolvedValues {
  const values = lists.flatMap((list) => list.values);
  // Where anybody will do, nothing else matters.
  return values.some(({ account, labels }) => account === null && labels.length === 0)
    ? { values: [ANY], isComplete: true }
    : { values, isComplete: lists.every((list) => list.isComplete) };
}

/** Finds the values with which a rule speaks of an action on the name that the solver knows. */
export function solveRule(rule: CompiledRule, type: string, action: string, solve: NameSolver): SolvedValues {
  const permissions = rule.permissions.filter((one) => one.type === type && one.actions.has(action));
  const permitted = uniteValues(permissions.map(({ name }) => solve(name)));
  if (rule.names === undefined || permitted.values.length === 0) return permitted;
  const narrowed = uniteValues(rule.names.map(solve));
  const joined = narrowed.values.flatMap((a) => permitted.values.flatMap((b) => joinValues(a, b) ?? []));
  return {
    values: joined.slice(0, MAX_WAYS),
    isComplete: permitted.isComplete && narrowed.isComplete && joined.length <= MAX_WAYS,
  };
}
