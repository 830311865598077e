import { isRepositoryName } from '@wharfinger/oci';
import {
  ALL_ACTIONS,
  parseAccount,
  parsePattern,
  type PatternSolutions,
  patternsOverlap,
  solvePattern,
} from '@wharfinger/token';

import type { Permission, PolicySubject } from '../policy-document.ts';

/** What a rule gives, or takes away: the action on the name. What is absent is any; variables may stand for anything. */
export type Effect = { type: string; name?: string | undefined; action?: string | undefined };

/** A role's or a denial's permissions, what narrows them, and whom they are for. */
export type EffectiveRule = {
  permissions: readonly Permission[];
  names?: readonly string[] | undefined;
  subjects: readonly PolicySubject[];
};

/** Accounts with which a pattern matches: some, or any. */
type Accounts = ReadonlySet<string> | 'any';

const NOBODY: Accounts = new Set<string>();

/** A variable that would have to be what no account is called is nobody. */
function accountsOf({ solutions, isComplete }: PatternSolutions): Accounts {
  const accounts = solutions.map(({ account }) => account);
  return !isComplete || accounts.includes(null)
    ? 'any'
    : new Set(accounts.flatMap((account) => (account !== null && parseAccount(account).kind === 'ok' ? account : [])));
}

function meet(a: Accounts, b: Accounts): Accounts {
  if (a === 'any') return b;
  return b === 'any' ? a : new Set([...a].filter((account) => b.has(account)));
}

function isFor(accounts: Accounts, subjects: readonly PolicySubject[]): boolean {
  return (
    accounts === 'any' ||
    (accounts.size > 0 && subjects.some((subject) => subject.kind !== 'account' || accounts.has(subject.account)))
  );
}

/** Whom patterns give one name. Each pattern is solved once; most don't begin as the name does, and aren't read at all. */
function createSolver(name: string): (pattern: string) => Accounts {
  const solved = new Map<string, Accounts>();
  return (pattern) => {
    if (!name.startsWith(pattern.slice(0, pattern.search(/[*$]|$/)))) return NOBODY;
    const known = solved.get(pattern);
    if (known !== undefined) return known;
    const parsed = parsePattern(pattern);
    const accounts = parsed.kind === 'ok' ? accountsOf(solvePattern(parsed.value, name)) : NOBODY;
    solved.set(pattern, accounts);
    return accounts;
  };
}

function canOverlap(a: string, b: string): boolean {
  const [first, second] = [parsePattern(a), parsePattern(b)];
  return first.kind === 'ok' && second.kind === 'ok' && patternsOverlap(first.value, second.value);
}

/** Tells of rules whether they give anyone what is asked for. Where it is too much work to be sure, they might. */
export function createEffectFilter({ type, name, action }: Effect): (rule: EffectiveRule) => boolean {
  const isMeant = (permission: Permission): boolean =>
    permission.type === type &&
    (action === undefined || permission.actions.includes(action) || permission.actions.includes(ALL_ACTIONS));
  if (name === undefined) {
    return ({ permissions, names }) =>
      permissions.some((one) => isMeant(one) && (names?.some((narrow) => canOverlap(narrow, one.name)) ?? true));
  }
  if (!isRepositoryName(name)) return () => false;
  const solve = createSolver(name);
  return ({ permissions, names, subjects }) =>
    permissions.some((one) => {
      if (!isMeant(one)) return false;
      const given = solve(one.name);
      return names?.some((narrow) => isFor(meet(given, solve(narrow)), subjects)) ?? isFor(given, subjects);
    });
}
