import type { NamePattern } from '@wharfinger/token';

import type { CompiledPermission } from './compile-permissions.ts';
import type { CompiledRule } from './compile-rules.ts';
import type { Caller } from './match-rule.ts';
import { createNameIndex, type NameIndex, valueFor, valuesOf } from './name-index.ts';
import type { PolicySubject } from '../policy-document.ts';
import type { StepBudget } from './step-budget.ts';

/** One subject that rules name, and all its rules, sorted by id. */
type IndexedSubject = { rules: CompiledRule[] };

/** Rules whose names may match, by subject, sorted by id. */
type RulesBySubject = Map<IndexedSubject, CompiledRule[]>;

/** What a pattern leads to: rules of its own, and those of lists of patterns that it stands in. */
type Place = { own: RulesBySubject; shared: RulesBySubject[] };

/**
 * Finds the rules that may apply to a caller and a name: never too few, sometimes a few too many, so that each is still
 * to be checked. A subject with few rules is looked up by itself; the rules of the others by name too.
 */
export type RuleIndex = {
  everyone: IndexedSubject;
  signedIn: IndexedSubject;
  accounts: Map<string, IndexedSubject>;
  labels: Map<string, Map<string, IndexedSubject>>;
  byName: NameIndex<Place>;
};

/** Up to so many rules of one subject are looked at without a search by name. */
const FEW_RULES = 4;

/** A rule stands at each of its patterns for each of its subjects; when that makes more, its list of patterns is shared. */
const MAX_ENTRIES = 16;

/** How many rules are taken in between two pauses. */
const RULES_PER_STEP = 500;

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}

function createSubject(): IndexedSubject {
  return { rules: [] };
}

function subjectIn(index: RuleIndex, subject: PolicySubject): IndexedSubject {
  switch (subject.kind) {
    case 'everyone':
      return index.everyone;
    case 'signed-in':
      return index.signedIn;
    case 'account':
      return getOrCreate(index.accounts, subject.account, createSubject);
    case 'label': {
      const values = getOrCreate(index.labels, subject.key, () => new Map<string, IndexedSubject>());
      return getOrCreate(values, subject.value, createSubject);
    }
  }
}

function subjectsOf(index: RuleIndex, rule: CompiledRule): Set<IndexedSubject> {
  return new Set(rule.subjects.map((subject) => subjectIn(index, subject)));
}

/** The list of patterns that says which names the rule is for, with all types of names in one. */
function listOf({ names, permissions }: CompiledRule): readonly NamePattern[] | readonly CompiledPermission[] {
  return names ?? permissions;
}

function patternsIn(list: readonly NamePattern[] | readonly CompiledPermission[]): Set<NamePattern> {
  return new Set(list.map((entry) => ('segments' in entry ? entry : entry.name)));
}

/** Puts rules where their names lead to. A role's permissions are one list, however many bindings give the role. */
function createPlacer(byName: NameIndex<Place>): (rule: CompiledRule, subjects: readonly IndexedSubject[]) => void {
  const sharedByList = new Map<object, RulesBySubject>();
  const placesOf = (rule: CompiledRule): Set<Place> =>
    new Set(
      Array.from(patternsIn(listOf(rule)), (pattern) =>
        valueFor(byName, pattern, () => ({ own: new Map(), shared: [] })),
      ),
    );
  const share = (rule: CompiledRule): RulesBySubject => {
    const shared: RulesBySubject = new Map();
    for (const place of placesOf(rule)) {
      place.shared.push(shared);
    }
    return shared;
  };
  return (rule, subjects) => {
    const list = listOf(rule);
    const groups =
      list.length * subjects.length <= MAX_ENTRIES
        ? Array.from(placesOf(rule), ({ own }) => own)
        : [getOrCreate(sharedByList, list, () => share(rule))];
    for (const group of groups) {
      for (const subject of subjects) {
        getOrCreate(group, subject, () => []).push(rule);
      }
    }
  };
}

/** Makes the index of rules that are sorted by id. It pauses where it yields. */
export function* indexRules(rules: readonly CompiledRule[]): Generator<undefined, RuleIndex> {
  const index: RuleIndex = {
    everyone: createSubject(),
    signedIn: createSubject(),
    accounts: new Map(),
    labels: new Map(),
    byName: createNameIndex(),
  };
  for (const [count, rule] of rules.entries()) {
    for (const subject of subjectsOf(index, rule)) {
      subject.rules.push(rule);
    }
    if (count % RULES_PER_STEP === 0) yield;
  }
  const place = createPlacer(index.byName);
  for (const [count, rule] of rules.entries()) {
    const subjects = [...subjectsOf(index, rule)].filter((subject) => subject.rules.length > FEW_RULES);
    if (subjects.length > 0) {
      place(rule, subjects);
    }
    if (count % RULES_PER_STEP === 0) yield;
  }
  return index;
}

/** The subjects that a caller is, of those that rules name. */
function callerSubjects(index: RuleIndex, { account, labels }: Caller, budget: StepBudget): IndexedSubject[] {
  const found: IndexedSubject[] = [];
  const look = (subject: IndexedSubject | undefined): void => {
    budget.spend(1);
    if (subject !== undefined && subject.rules.length > 0) found.push(subject);
  };
  look(index.everyone);
  if (account !== null) {
    look(index.signedIn);
    look(index.accounts.get(account));
  }
  for (const [key, values] of labels) {
    const subjects = index.labels.get(key);
    for (const value of values) {
      look(subjects?.get(value));
    }
  }
  return found;
}

/** Adds the rules that stand at a name for these subjects, found from whichever side is smaller. */
function addRules(
  candidates: CompiledRule[][],
  bySubject: RulesBySubject,
  subjects: ReadonlySet<IndexedSubject>,
): void {
  for (const subject of bySubject.size < subjects.size ? bySubject.keys() : subjects) {
    const rules = subjects.has(subject) ? bySubject.get(subject) : undefined;
    if (rules !== undefined) candidates.push(rules);
  }
}

/** Lists of rules, each sorted by id, that hold every rule which applies to the caller and the name. */
export function findCandidates(
  index: RuleIndex,
  name: string,
  caller: Caller,
  budget: StepBudget,
): (readonly CompiledRule[])[] {
  const candidates: CompiledRule[][] = [];
  const many = new Set<IndexedSubject>();
  let rulesOfMany = 0;
  for (const subject of callerSubjects(index, caller, budget)) {
    if (subject.rules.length > FEW_RULES) {
      many.add(subject);
      rulesOfMany += subject.rules.length;
    } else {
      candidates.push(subject.rules);
    }
  }
  if (many.size === 0) {
    return candidates;
  }
  const places = valuesOf(index.byName, name, budget);
  const groups = [...places.map(({ own }) => own), ...places.flatMap(({ shared }) => shared)];
  // Where thousands of roles speak of the name, the subject's own rules may be fewer.
  if (groups.length > rulesOfMany) {
    return [...candidates, ...Array.from(many, ({ rules }) => rules)];
  }
  for (const group of groups) {
    budget.spend(1 + Math.min(group.size, many.size));
    addRules(candidates, group, many);
  }
  return candidates;
}
