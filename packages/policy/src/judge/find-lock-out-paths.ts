import { ALL_ACTIONS, matchPattern, parsePattern, solvePattern } from '@wharfinger/token';

import { BUILT_IN_ROLES, DEFAULT_BINDINGS } from '../default-policy.ts';
import type { ActingAdministrator } from './find-lock-out.ts';
import type { Binding, Denial, Permission, PolicyDocument, PolicySubject } from '../policy-document.ts';
import { readReach, type RuleReach } from './rule-reach.ts';

/** The one name of the scope type `policy`. */
export const POLICY_NAME = 'default';

/** One way to come by an action on the policy, or to lose it: a rule for one of its subjects. */
export type Way = {
  rule: string;
  /** Whom the rule is for, in words. */
  subject: string;
  /** What must be true of the caller that isn't known, sorted: a label, another account, a pattern of labels. */
  requires: readonly string[];
  /** Without services: the rule is for the one that matters. */
  reach: RuleReach;
};

/** The ways to an action, and the ways to lose it. */
export type Ways = { gains: readonly Way[]; losses: readonly Way[] };

/** Beginning of a requirement that is an account. */
export const ACCOUNT_REQUIREMENT = 'account ';

/** What must be true for one of the patterns to match the policy's name; `undefined`: nothing makes it. */
function requirementsOfNames(names: readonly string[], { account }: ActingAdministrator): string[] | undefined {
  const byLabel: string[] = [];
  for (const name of names) {
    const parsed = parsePattern(name);
    if (parsed.kind === 'invalid') continue;
    if (matchPattern(parsed.value, POLICY_NAME, { account, labels: new Map() }).isMatch) return [];
    const { solutions, isComplete } = solvePattern(parsed.value, POLICY_NAME);
    if (!isComplete || solutions.some((one) => one.account === null || one.account === account)) byLabel.push(name);
  }
  return byLabel.length === 0 ? undefined : [`labels that match ${byLabel.toSorted().join(' or ')}`];
}

function requirementsOfPermissions(permissions: readonly Permission[], action: string, who: ActingAdministrator) {
  const names = permissions
    .filter(({ type, actions }) => type === 'policy' && (actions.includes(action) || actions.includes(ALL_ACTIONS)))
    .map(({ name }) => name);
  return requirementsOfNames(names, who);
}

/** What a caller must be besides signed in; `undefined`: the administrator isn't it, and nobody else is meant. */
function requirementsOfSubject(subject: PolicySubject, account: string, isForAnyone: boolean): string[] | undefined {
  if (subject.kind === 'label') return [`label ${subject.key}=${subject.value}`];
  if (subject.kind !== 'account') return [];
  if (isForAnyone) return [`${ACCOUNT_REQUIREMENT}${subject.account}`];
  return subject.account === account ? [] : undefined;
}

function describeSubject(subject: PolicySubject): string {
  if (subject.kind === 'label') return `the label ${subject.key}=${subject.value}`;
  if (subject.kind === 'account') return `the account ${subject.account}`;
  return subject.kind === 'everyone' ? 'everyone' : 'every signed-in account';
}

/** How the ways of one action follow from a document: for the administrator, or for anyone at all. */
export function findWays(
  document: PolicyDocument,
  action: string,
  who: ActingAdministrator,
  isForAnyone: boolean,
): Ways {
  const now = who.now.getTime();
  const waysOf = (rule: Binding | Denial, requirements: readonly string[]): Way[] => {
    const reach = { ...readReach(rule), services: undefined };
    return rule.subjects.flatMap((subject) => {
      const own = requirementsOfSubject(subject, who.account, isForAnyone);
      if (own === undefined) return [];
      const requires = [...new Set([...own, ...requirements])].toSorted();
      return [{ rule: rule.id, subject: describeSubject(subject), requires, reach }];
    });
  };
  const isForService = ({ services }: Binding | Denial) => services?.includes(who.service) ?? true;
  const roles = new Map(
    Object.entries({ ...document.roles, ...BUILT_IN_ROLES }).map(([name, { permissions }]) => [
      name,
      requirementsOfPermissions(permissions, action, who),
    ]),
  );
  const gains = [...document.bindings, ...(document.defaults ? DEFAULT_BINDINGS : [])].flatMap((binding) => {
    const ofRole = roles.get(binding.role);
    const ofNames = binding.names === undefined ? [] : ofRole && requirementsOfNames(binding.names, who);
    if (ofRole === undefined || ofNames === undefined || !isForService(binding)) return [];
    return waysOf(binding, [...ofRole, ...ofNames]);
  });
  const losses = document.denials.flatMap((denial) => {
    const ofDenial = isForService(denial) ? requirementsOfPermissions(denial.permissions, action, who) : undefined;
    return ofDenial === undefined ? [] : waysOf(denial, ofDenial);
  });
  return {
    gains: gains.filter(({ reach }) => reach.fromMs <= now && now <= reach.untilMs),
    losses: losses.filter(({ reach }) => now <= reach.untilMs),
  };
}
