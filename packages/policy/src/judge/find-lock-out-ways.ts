import { ALL_ACTIONS, matchPattern, parsePattern, solvePattern } from '@wharfinger/token';

import { BUILT_IN_ROLES, DEFAULT_BINDINGS } from '../default-policy.ts';
import type { Binding, Denial, Permission, PolicyDocument, PolicySubject } from '../policy-document.ts';
import type { ActingAdministrator } from './acting-administrator.ts';
import type { JudgingWork } from './judging-work.ts';
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

/** The ways to an action, and the ways to lose it; none that are over. */
export type Ways = { gains: readonly Way[]; losses: readonly Way[] };

/** Whether a pattern matches the policy's name for the administrator: always, if his labels say so, or never. */
type NameMatch = 'always' | 'labels' | 'never';

/** Whose ways are looked for, and with what. */
export type WaysContext = { who: ActingAdministrator; work: JudgingWork; matchName: (name: string) => NameMatch };

/** Beginning of a requirement that is an account. */
export const ACCOUNT_REQUIREMENT = 'account ';

const STEPS_OF_NAME = 10;

/** What a pattern may take to be held against the policy's name; of one that takes more it depends on labels. */
const MAX_STEPS_OF_SOLVING = 10_000;

/** Reads each pattern once. */
export function createNameMatcher({ account }: ActingAdministrator, work: JudgingWork): WaysContext['matchName'] {
  const known = new Map<string, NameMatch>();
  const match = (name: string): NameMatch => {
    work.spend(STEPS_OF_NAME + name.length);
    const parsed = parsePattern(name);
    if (parsed.kind === 'invalid') return 'never';
    const { isMatch, steps } = matchPattern(parsed.value, POLICY_NAME, { account, labels: new Map() });
    work.spend(steps);
    if (isMatch) return 'always';
    const solved = solvePattern(parsed.value, POLICY_NAME, MAX_STEPS_OF_SOLVING);
    work.spend(solved.steps);
    const isPossible = solved.solutions.some((one) => one.account === null || one.account === account);
    return isPossible || !solved.isComplete ? 'labels' : 'never';
  };
  return (name) => {
    const found = known.get(name) ?? match(name);
    known.set(name, found);
    return found;
  };
}

/** What must be true for one of the patterns to match the policy's name; `undefined`: nothing makes it. */
function requirementsOfNames(
  names: readonly string[],
  { matchName, work }: Pick<WaysContext, 'matchName' | 'work'>,
): string[] | undefined {
  const byLabel: string[] = [];
  for (const name of names) {
    if (work.isExhausted()) return undefined;
    const found = matchName(name);
    if (found === 'always') return [];
    if (found === 'labels') byLabel.push(name);
  }
  return byLabel.length === 0 ? undefined : [`labels that match ${byLabel.toSorted().join(' or ')}`];
}

function requirementsOfPermissions(permissions: readonly Permission[], action: string, context: WaysContext) {
  context.work.spend(permissions.length);
  const names = permissions
    .filter(({ type, actions }) => type === 'policy' && (actions.includes(action) || actions.includes(ALL_ACTIONS)))
    .map(({ name }) => name);
  return requirementsOfNames(names, context);
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

/** The ways that follow from one rule which does what it does under these requirements; none when it is over. */
function waysOfRule(
  rule: Binding | Denial,
  requirements: readonly string[],
  { who, work }: WaysContext,
  isForAnyone: boolean,
): Way[] {
  work.spend(STEPS_OF_NAME * (1 + rule.subjects.length + (rule.cidrs?.length ?? 0)));
  const reach = { ...readReach(rule), services: undefined };
  if (reach.untilMs < who.now.getTime()) return [];
  return rule.subjects.flatMap((subject) => {
    const own = requirementsOfSubject(subject, who.account, isForAnyone);
    if (own === undefined) return [];
    const requires = [...new Set([...own, ...requirements])].toSorted();
    return [{ rule: rule.id, subject: describeSubject(subject), requires, reach }];
  });
}

function isForService({ services }: Binding | Denial, { who }: WaysContext): boolean {
  return services?.includes(who.service) ?? true;
}

function* findGains(
  document: PolicyDocument,
  action: string,
  context: WaysContext,
  isForAnyone: boolean,
): Generator<undefined, Way[]> {
  const { work } = context;
  const roles = new Map<string, string[] | undefined>();
  for (const [name, { permissions }] of Object.entries({ ...document.roles, ...BUILT_IN_ROLES })) {
    roles.set(name, requirementsOfPermissions(permissions, action, context));
    if (work.isTurnOver()) yield;
  }
  const gains: Way[] = [];
  for (const binding of [...document.bindings, ...(document.defaults ? DEFAULT_BINDINGS : [])]) {
    work.spend(1);
    if (work.isTurnOver()) yield;
    const ofRole = roles.get(binding.role);
    const ofNames = binding.names === undefined ? [] : ofRole && requirementsOfNames(binding.names, context);
    if (ofRole === undefined || ofNames === undefined || !isForService(binding, context)) continue;
    gains.push(...waysOfRule(binding, [...ofRole, ...ofNames], context, isForAnyone));
  }
  return gains;
}

function* findLosses(
  { denials }: PolicyDocument,
  action: string,
  context: WaysContext,
  isForAnyone: boolean,
): Generator<undefined, Way[]> {
  const losses: Way[] = [];
  for (const denial of denials) {
    if (context.work.isTurnOver()) yield;
    if (!isForService(denial, context)) continue;
    const requirements = requirementsOfPermissions(denial.permissions, action, context);
    if (requirements !== undefined) losses.push(...waysOfRule(denial, requirements, context, isForAnyone));
  }
  return losses;
}

/** How the ways of one action follow from a document: for the administrator, or for anyone at all. */
export function* findWays(
  document: PolicyDocument,
  action: string,
  context: WaysContext,
  isForAnyone: boolean,
): Generator<undefined, Ways> {
  const gains = yield* findGains(document, action, context, isForAnyone);
  const losses = yield* findLosses(document, action, context, isForAnyone);
  return { gains, losses };
}
