import type { CompiledPolicy } from '../decide/compile-policy.ts';
import type { CompiledRule } from '../decide/compile-rules.ts';
import { type IpAddress, type IpNetwork, isInNetwork } from '../decide/ip-network.ts';
import { costOfRule } from '../decide/match-rule.ts';
import type { PolicySubject } from '../policy-document.ts';
import { isForAccounts, parseResourceName } from '../decide/resource-name.ts';
import type { StepBudget } from '../decide/step-budget.ts';
import { compareTexts, createNameSolver, joinValues, type LabelValue, solveRule } from './who-can-values.ts';

/** One action on one name; with a service or an address, for tokens of it or callers from it alone. */
export type WhoCanQuestion = {
  type: string;
  name: string;
  action: string;
  service?: string | undefined;
  address?: IpAddress | undefined;
};

/** Callers: everybody, everybody signed in, whoever has the labels, or one account; all with each of the labels. */
export type Callers = {
  kind: 'everyone' | 'signed-in' | 'label' | 'account';
  account?: string;
  labels: readonly LabelValue[];
};

/** What a caller has to meet beside being one of them. */
export type OpenConditions = {
  notBefore?: string;
  notAfter?: string;
  services?: string[];
  networks?: readonly IpNetwork[];
};

/** Callers to whom one rule gives the action, or from whom it takes it. */
export type WhoCanEntry = {
  rule: string;
  callers: Callers;
  conditions: OpenConditions;
  /** Whether the rule holds now; otherwise it will. */
  isInForce: boolean;
};

export type WhoCanAnswer =
  | {
      kind: 'answered';
      /** Whom bindings give it, in the order of the rules' ids. */
      bindings: readonly WhoCanEntry[];
      /** Whom denials take it from, whatever bindings give. */
      denials: readonly WhoCanEntry[];
      /** A denial in force takes it from everybody. */
      isDeniedToAll: boolean;
      /** Rules that speak of the name in more ways than could be looked at: callers of theirs may be missing. */
      incomplete: readonly string[];
    }
  | { kind: 'malformed-name'; reason: string }
  | { kind: 'exhausted' };

function toCallers(subject: PolicySubject, account: string | null, labels: readonly LabelValue[]): Callers | undefined {
  const own = {
    account: subject.kind === 'account' ? subject.account : null,
    labels: subject.kind === 'label' ? [{ key: subject.key, value: subject.value }] : [],
  };
  const joined = joinValues(own, { account, labels });
  if (joined === undefined) return undefined;
  if (joined.account !== null) return { kind: 'account', account: joined.account, labels: joined.labels };
  if (subject.kind === 'signed-in') return { kind: 'signed-in', labels: joined.labels };
  return { kind: joined.labels.length > 0 ? 'label' : 'everyone', labels: joined.labels };
}

/** Of what is for accounts alone, everyone is whoever is signed in. */
function signedIn(subject: PolicySubject): PolicySubject {
  return subject.kind === 'everyone' ? { kind: 'signed-in' } : subject;
}

/** Whether the rule is not over and is for the service and the address that are asked about, if any are. */
function isRelevant(rule: CompiledRule, { service, address }: WhoCanQuestion, nowMs: number): boolean {
  return (
    nowMs <= rule.notAfterMs &&
    (service === undefined || rule.services?.has(service) !== false) &&
    (address === undefined || rule.networks?.some((network) => isInNetwork(address, network)) !== false)
  );
}

/** Conditions of a relevant rule that the question leaves open. */
function openConditions(rule: CompiledRule, question: WhoCanQuestion, nowMs: number): OpenConditions {
  const { notBeforeMs, notAfterMs, services, networks } = rule;
  const open: OpenConditions = {};
  if (notBeforeMs > nowMs) open.notBefore = new Date(notBeforeMs).toISOString();
  if (notAfterMs < Infinity) open.notAfter = new Date(notAfterMs).toISOString();
  if (services !== undefined && question.service === undefined) open.services = [...services].toSorted(compareTexts);
  if (networks !== undefined && question.address === undefined) open.networks = networks;
  return open;
}

function keyOf({ kind, account, labels }: Callers): string {
  return JSON.stringify([kind, account ?? null, labels.map(({ key, value }) => [key, value])]);
}

/**
 * Says who is granted an action on a name, by which rule and under which conditions, and from whom denials take it. A
 * caller is granted it now when an entry in force of the bindings is theirs and none of the denials. Rules that are over
 * are left out, those to come are there.
 */
export function whoCan(policy: CompiledPolicy, question: WhoCanQuestion, now: Date, budget: StepBudget): WhoCanAnswer {
  const name = parseResourceName(question.type, question.name);
  if (name.kind === 'invalid') return { kind: 'malformed-name', reason: name.reason };
  const solve = createNameSolver(question.name, budget);
  const incomplete: string[] = [];
  const nowMs = now.getTime();
  const isAdministration = isForAccounts(question.type);

  function entriesOf(rule: CompiledRule): WhoCanEntry[] {
    budget.spend(costOfRule(rule));
    if (budget.isExhausted() || !isRelevant(rule, question, nowMs)) return [];
    const conditions = openConditions(rule, question, nowMs);
    const { values, isComplete } = solveRule(rule, question.type, question.action, solve);
    if (!isComplete) incomplete.push(rule.id);
    const found = new Map<string, Callers>();
    for (const subject of values.length === 0 ? [] : rule.subjects) {
      budget.spend(values.length);
      for (const { account, labels } of values) {
        const callers = toCallers(isAdministration ? signedIn(subject) : subject, account, labels);
        if (callers !== undefined) found.set(keyOf(callers), callers);
      }
    }
    const isInForce = rule.notBeforeMs <= nowMs;
    return [...found]
      .toSorted(([a], [b]) => compareTexts(a, b))
      .map(([, callers]) => ({ rule: rule.id, callers, conditions, isInForce }));
  }

  const bindings = policy.bindings.flatMap(entriesOf);
  const denials = policy.denials.flatMap(entriesOf);
  if (budget.isExhausted()) return { kind: 'exhausted' };
  return {
    kind: 'answered',
    bindings,
    denials,
    isDeniedToAll: denials.some((entry) => isForAll(entry, isAdministration)),
    incomplete,
  };
}

function isForAll({ callers, conditions, isInForce }: WhoCanEntry, isAdministration: boolean): boolean {
  const isOpen = conditions.services !== undefined || conditions.networks !== undefined;
  return (
    isInForce &&
    callers.kind === (isAdministration ? 'signed-in' : 'everyone') &&
    callers.labels.length === 0 &&
    !isOpen
  );
}
