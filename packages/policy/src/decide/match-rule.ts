import { matchPattern, type NamePattern, type PatternValues, type Scope } from '@wharfinger/token';

import type { CompiledPermission } from './compile-permissions.ts';
import type { CompiledRule } from './compile-rules.ts';
import { isInNetwork, type IpAddress } from './ip-network.ts';
import type { PolicySubject } from '../policy-document.ts';
import type { StepBudget } from './step-budget.ts';

/** Who asks, from where, for which service. `account` is null for anonymous, `address` when it isn't known. */
export type Caller = PatternValues & { readonly address: IpAddress | null; readonly service: string };

/** Tells whether the caller is one of those that the subject means. */
export function isSubject(subject: PolicySubject, caller: Caller): boolean {
  if (subject.kind === 'account') {
    return caller.account === subject.account;
  }
  if (subject.kind === 'label') {
    return caller.labels.get(subject.key)?.has(subject.value) === true;
  }
  return subject.kind === 'everyone' || caller.account !== null;
}

/** Tells whether the rule is for callers from this address. */
export function isFromNetwork(rule: CompiledRule, address: IpAddress | null): boolean {
  if (rule.networks === undefined) {
    return true;
  }
  // An unknown address is in no network that a binding trusts, and in every network that a denial shuts out.
  return address === null ? rule.kind === 'denial' : rule.networks.some((network) => isInNetwork(address, network));
}

/** Tells whether the rule is for this caller at this time. */
export function isRuleInForce(rule: CompiledRule, caller: Caller, now: Date): boolean {
  const nowMs = now.getTime();
  return (
    rule.notBeforeMs <= nowMs &&
    nowMs <= rule.notAfterMs &&
    (rule.services?.has(caller.service) ?? true) &&
    isFromNetwork(rule, caller.address) &&
    rule.subjects.some((subject) => isSubject(subject, caller))
  );
}

/** Tells whether one name matches a pattern. */
export type NameMatcher = (pattern: NamePattern) => boolean;

/** Matches one name for one caller: each pattern once, however many rules and actions ask for it. */
export function createNameMatcher(name: string, values: PatternValues, budget: StepBudget): NameMatcher {
  const known = new Map<NamePattern, boolean>();
  return (pattern) => {
    budget.spend(1);
    if (!name.startsWith(pattern.prefix)) {
      return false;
    }
    const before = known.get(pattern);
    if (before !== undefined || budget.isExhausted()) {
      return before ?? false;
    }
    const { isMatch, steps } = matchPattern(pattern, name, values);
    // Taking the name apart costs its length.
    budget.spend(name.length + steps);
    known.set(pattern, isMatch);
    return isMatch;
  };
}

/** Tells whether one of the permissions is for this action on the scope's name, for which `matches` answers. */
export function permitsAction(
  permissions: readonly CompiledPermission[],
  { type }: Scope,
  action: string,
  matches: NameMatcher,
): boolean {
  return permissions.some(
    (permission) => permission.type === type && permission.actions.has(action) && matches(permission.name),
  );
}

/** Tells whether the rule speaks of this action on the scope's name. */
export function coversAction(rule: CompiledRule, scope: Scope, action: string, matches: NameMatcher): boolean {
  return (rule.names?.some(matches) ?? true) && permitsAction(rule.permissions, scope, action, matches);
}

/** What it takes at least to look at a rule, in steps. */
export function costOfRule(rule: CompiledRule): number {
  return 1 + rule.subjects.length + rule.permissions.length + (rule.networks?.length ?? 0);
}
