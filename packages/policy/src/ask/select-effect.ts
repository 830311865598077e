import type { Parsed } from '@wharfinger/oci';
import {
  ALL_ACTIONS,
  type NamePattern,
  parseAccount,
  parsePattern,
  type PatternSolutions,
  patternsOverlap,
  solvePattern,
} from '@wharfinger/token';

import { parseResourceName } from '../decide/resource-name.ts';
import type { StepBudget } from '../decide/step-budget.ts';
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

/** The pattern of every name. */
const EVERY_NAME = '**';

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

function unite(lists: readonly Accounts[]): Accounts {
  const united = new Set<string>();
  for (const list of lists) {
    if (list === 'any') return 'any';
    for (const account of list) united.add(account);
  }
  return united;
}

/** Whom one pattern gives what is asked for, narrowed by another. */
type Give = (pattern: string, narrow: string | undefined) => Accounts;

/** Reads each text once; nothing where it is no pattern. */
function createPatterns(): (source: string) => NamePattern | undefined {
  const known = new Map<string, Parsed<NamePattern>>();
  return (source) => {
    const parsed = known.get(source) ?? parsePattern(source);
    known.set(source, parsed);
    return parsed.kind === 'ok' ? parsed.value : undefined;
  };
}

/** Asks of any name: whoever it is given to, names that both patterns match are enough. */
function giveAnyName(budget: StepBudget): Give {
  const read = createPatterns();
  const spend = (steps: number): void => budget.spend(steps);
  return (pattern, narrow) => {
    budget.spend(1);
    const [own, other] = [read(pattern), read(narrow ?? EVERY_NAME)];
    if (own === undefined || other === undefined) return NOBODY;
    return patternsOverlap(own, other, spend) ? 'any' : NOBODY;
  };
}

/** Asks of one name. Each pattern is solved once; most don't begin as the name does, and aren't read at all. */
function giveName(name: string, budget: StepBudget): Give {
  const solved = new Map<string, Accounts>();
  const read = createPatterns();
  const solve = (source: string): Accounts => {
    budget.spend(1);
    if (!name.startsWith(source.slice(0, source.search(/[*$]|$/)))) return NOBODY;
    const known = solved.get(source);
    if (known !== undefined || budget.isExhausted()) return known ?? NOBODY;
    const pattern = read(source);
    const solutions = pattern && solvePattern(pattern, name);
    budget.spend(source.length + (solutions?.steps ?? 0));
    const accounts = solutions === undefined ? NOBODY : accountsOf(solutions);
    solved.set(source, accounts);
    return accounts;
  };
  return (pattern, narrow) => (narrow === undefined ? solve(pattern) : meet(solve(pattern), solve(narrow)));
}

/**
 * Tells of rules whether they give anyone what is asked for. Where it is too much work to be sure of one, it might; when
 * the budget is exhausted behind it, no answer means anything. The permissions of a role are read once.
 */
export function createEffectFilter(
  { type, name, action }: Effect,
  budget: StepBudget,
): (rule: EffectiveRule) => boolean {
  if (name !== undefined && parseResourceName(type, name).kind === 'invalid') return () => false;
  const give = name === undefined ? giveAnyName(budget) : giveName(name, budget);
  const isMeant = (permission: Permission): boolean =>
    permission.type === type &&
    (action === undefined || permission.actions.includes(action) || permission.actions.includes(ALL_ACTIONS));
  const known = new Map<readonly Permission[], Map<string | undefined, Accounts>>();

  function accountsFor(permissions: readonly Permission[], narrow: string | undefined): Accounts {
    const byNarrow = known.get(permissions) ?? new Map<string | undefined, Accounts>();
    known.set(permissions, byNarrow);
    const before = byNarrow.get(narrow);
    if (before !== undefined || budget.isExhausted()) return before ?? NOBODY;
    budget.spend(permissions.length);
    const accounts = unite(permissions.filter(isMeant).map((one) => give(one.name, narrow)));
    byNarrow.set(narrow, accounts);
    return accounts;
  }

  return ({ permissions, names = [undefined], subjects }) =>
    names.some((narrow) => {
      budget.spend(1 + subjects.length);
      return isFor(accountsFor(permissions, narrow), subjects);
    });
}
