import { type NamePattern, patternCovers } from '@wharfinger/token';

import type { StepBudget } from '../decide/step-budget.ts';
import type { PolicySubject } from '../policy-document.ts';
import { costOfReaches, isNoNarrower } from './rule-reach.ts';
import { matchesSoleName } from './warn-impossible-names.ts';
import { type JudgedEffect, type JudgedRule, keyOfSubject } from './warn-rule.ts';

/** Keys of the subjects that hold whoever this one is. */
export function keysOfWiderSubjects(subject: PolicySubject): string[] {
  const own = keyOfSubject(subject);
  if (subject.kind === 'everyone') return [own];
  return subject.kind === 'account' ? [own, 'signed-in', 'everyone'] : [own, 'everyone'];
}

/** What a comparison takes beside the patterns in it. */
const STEPS_OF_COMPARISON = 20;

/** Most patterns that don't cover another are told by their beginnings: the literal one, and a slash behind it. */
function coversPattern(general: NamePattern, special: NamePattern, budget: StepBudget): boolean {
  budget.spend(STEPS_OF_COMPARISON);
  const { source, prefix } = general;
  if (source === special.source) return true;
  const canBegin =
    special.prefix.startsWith(prefix) && (source[prefix.length] !== '/' || special.source[prefix.length] === '/');
  return (
    canBegin &&
    source !== prefix &&
    !budget.isExhausted() &&
    patternCovers(general, special, (steps) => budget.spend(steps))
  );
}

function coversNames(general: NamePattern, { type, name, narrow }: JudgedEffect, budget: StepBudget): boolean {
  return (
    matchesSoleName(type, general, budget) ||
    coversPattern(general, name, budget) ||
    (narrow !== undefined && coversPattern(general, narrow, budget))
  );
}

function coversEffect({ permissions, names }: JudgedRule, effect: JudgedEffect, budget: StepBudget): boolean {
  return (
    (names?.some((name) => coversNames(name, effect, budget)) ?? true) &&
    effect.actions.every((action) =>
      permissions.some(
        (one) => one.type === effect.type && one.actions.includes(action) && coversNames(one.name, effect, budget),
      ),
    )
  );
}

function isForAllOf(general: JudgedRule, { subjects }: JudgedRule, budget: StepBudget): boolean {
  return subjects.every((subject) => {
    budget.spend(STEPS_OF_COMPARISON);
    return keysOfWiderSubjects(subject).some((key) => general.subjectKeys.has(key));
  });
}

/**
 * Whether, from now on, the first rule speaks of everything that the second does. Never true wrongly: false too when the
 * budget is exhausted behind it.
 */
export function coversRule(general: JudgedRule, special: JudgedRule, now: Date, budget: StepBudget): boolean {
  budget.spend(STEPS_OF_COMPARISON + costOfReaches(general.reach, special.reach));
  const covers =
    isNoNarrower(general.reach, special.reach, now) &&
    isForAllOf(general, special, budget) &&
    special.effects.every((effect) => !budget.isExhausted() && coversEffect(general, effect, budget));
  return covers && !budget.isExhausted();
}
