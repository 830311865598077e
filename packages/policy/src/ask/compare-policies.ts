import type { Scope } from '@wharfinger/token';

import { type AccountChanges, createAccountChanges } from './compare-policies-accounts.ts';
import { createPeriods } from './compare-policies-periods.ts';
import type { CompiledPolicy } from '../decide/compile-policy.ts';
import { decideGrant, type Grant, type GrantRequest } from '../decide/decide-grant.ts';
import { type NamedCaller, readCaller } from '../decide/read-caller.ts';
import { parseRestrictions } from '../decide/restrictions.ts';
import { createStepBudget } from '../decide/step-budget.ts';
import { compareTexts } from './who-can-values.ts';

/** A request as it was made, in plain text, and how often. */
export type ComparedRequest = NamedCaller & {
  scope: Scope;
  /** Scope patterns beyond which the credential allows nothing; null: no restriction. */
  restrictions: readonly string[] | null;
  at: Date;
  count: number;
};

/** Requests that are decided otherwise under the draft, all alike. */
export type DecisionChange = Omit<ComparedRequest, 'at' | 'count'> & {
  /** Actions that only the draft gives. */
  gained: string[];
  /** Actions that only the current policy gives. */
  lost: string[];
  before: Grant;
  after: Grant;
  /** How often it was asked, from the first time to the last. */
  count: number;
  firstAt: string;
  lastAt: string;
};

/** How many decisions were compared, each as often as it was asked for; the changed may have gained and lost at once. */
export type ComparisonTotals = { compared: number; changed: number; withGains: number; withLosses: number };

export type PolicyComparison = {
  totals: ComparisonTotals;
  /** The most frequent first, at most 1,000. */
  changes: DecisionChange[];
  /** There are more changes than are listed; the totals have them all. */
  areChangesTruncated: boolean;
  /** Whose decisions change, those with the most first, at most 1,000. */
  accounts: AccountChanges[];
  areAccountsTruncated: boolean;
  /** How many could not be decided within the work that a request may take. They are not among the compared. */
  tooCostly: number;
};

/** Takes requests one by one, so that many needn't be kept. */
export type Comparison = { add: (request: ComparedRequest) => void; result: () => PolicyComparison };

/** Most changes that are listed, and that are kept to choose from. */
export const COMPARISON_MAX_CHANGES: number = 1000;
const MAX_KEPT_CHANGES = 10_000;

/** Decisions that are remembered, so that the same request need not be decided again. */
const MAX_REMEMBERED = 20_000;

/** Work of one decision, as of a request for a token. */
const MAX_STEPS = 5_000_000;

type Judgement = { kind: 'same' | 'too-costly' } | { kind: 'changed'; before: Grant; after: Grant };

/** Requests of the same key are decided alike: their times are in the same period of both policies. */
function keyOf({ account, labels, address, service, scope, restrictions }: ComparedRequest, period: number): string {
  const sets = Object.entries(labels).map(
    ([key, values]) => [key, [...new Set(values)].toSorted(compareTexts)] as const,
  );
  const inOrder = sets.toSorted(([a], [b]) => compareTexts(a, b));
  const { type, class: resourceClass, name, actions } = scope;
  return JSON.stringify([
    account,
    inOrder,
    address,
    service,
    [type, resourceClass ?? null, name, actions.toSorted(compareTexts)],
    restrictions?.toSorted(compareTexts) ?? null,
    period,
  ]);
}

function toGrantRequest(request: ComparedRequest): GrantRequest {
  const { scope, restrictions } = request;
  return { caller: readCaller(request), scope, restrictions: parseRestrictions(restrictions) };
}

const without = (these: readonly string[], those: readonly string[]): string[] =>
  these.filter((action) => !those.includes(action));

function widen(change: DecisionChange, { at, count }: ComparedRequest): void {
  const time = at.toISOString();
  change.count += count;
  if (time < change.firstAt) change.firstAt = time;
  if (time > change.lastAt) change.lastAt = time;
}

function toChange(request: ComparedRequest, before: Grant, after: Grant): DecisionChange {
  const { at, ...asked } = request;
  const time = at.toISOString();
  return {
    ...asked,
    gained: without(after.granted, before.granted),
    lost: without(before.granted, after.granted),
    before,
    after,
    firstAt: time,
    lastAt: time,
  };
}

/** Begins to compare what two policies say of requests, each at its own time. */
export function createComparison(current: CompiledPolicy, draft: CompiledPolicy): Comparison {
  const periodOf = createPeriods([current, draft]);
  const judgements = new Map<string, Judgement>();
  const changes = new Map<string, DecisionChange>();
  const accounts = createAccountChanges();
  const totals: ComparisonTotals = { compared: 0, changed: 0, withGains: 0, withLosses: 0 };
  let tooCostly = 0;
  let isTruncated = false;

  function judge(request: ComparedRequest): Judgement {
    const asked = toGrantRequest(request);
    const budgets = [createStepBudget(MAX_STEPS), createStepBudget(MAX_STEPS)] as const;
    const before = decideGrant(current, asked, request.at, budgets[0]);
    const after = decideGrant(draft, asked, request.at, budgets[1]);
    if (budgets.some((budget) => budget.isExhausted())) return { kind: 'too-costly' };
    const isSame = before.granted.join(',') === after.granted.join(',');
    return isSame ? { kind: 'same' } : { kind: 'changed', before, after };
  }

  function judgeOnce(key: string, request: ComparedRequest): Judgement {
    const known = judgements.get(key);
    if (known !== undefined) return known;
    if (judgements.size >= MAX_REMEMBERED) judgements.clear();
    const judgement = judge(request);
    judgements.set(key, judgement);
    return judgement;
  }

  function keep(key: string, request: ComparedRequest, before: Grant, after: Grant): void {
    const change = toChange(request, before, after);
    totals.changed += request.count;
    totals.withGains += change.gained.length > 0 ? request.count : 0;
    totals.withLosses += change.lost.length > 0 ? request.count : 0;
    accounts.add(change);
    const known = changes.get(key);
    if (known !== undefined) widen(known, request);
    else if (changes.size < MAX_KEPT_CHANGES) changes.set(key, change);
    else isTruncated = true;
  }

  return {
    add: (request) => {
      const key = keyOf(request, periodOf(request.at));
      const judgement = judgeOnce(key, request);
      if (judgement.kind === 'too-costly') {
        tooCostly += request.count;
        return;
      }
      totals.compared += request.count;
      if (judgement.kind === 'changed') keep(key, request, judgement.before, judgement.after);
    },
    result: () => {
      // The order of equally frequent ones follows from the requests alone.
      const inOrder = [...changes].toSorted(([a, one], [b, other]) => other.count - one.count || compareTexts(a, b));
      return {
        totals,
        changes: inOrder.slice(0, COMPARISON_MAX_CHANGES).map(([, change]) => change),
        areChangesTruncated: isTruncated || changes.size > COMPARISON_MAX_CHANGES,
        ...accounts.result(),
        tooCostly,
      };
    },
  };
}
