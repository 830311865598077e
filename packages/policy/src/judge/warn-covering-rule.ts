import { type NamePattern, patternCovers } from '@wharfinger/token';

import type { PolicySubject } from '../policy-document.ts';
import { isNoNarrower } from './rule-reach.ts';
import { matchesSoleName } from './warn-impossible-names.ts';
import { type JudgedEffect, type JudgedRule, keyOfSubject } from './warn-rule.ts';

/** Keys of the subjects that hold whoever this one is. */
export function keysOfWiderSubjects(subject: PolicySubject): string[] {
  const own = keyOfSubject(subject);
  if (subject.kind === 'everyone') return [own];
  return subject.kind === 'account' ? [own, 'signed-in', 'everyone'] : [own, 'everyone'];
}

/** Most patterns that don't cover another are told by their beginnings: the literal one, and a slash behind it. */
function coversPattern(general: NamePattern, special: NamePattern): boolean {
  const { source, prefix } = general;
  if (source === special.source) return true;
  const canBegin =
    special.prefix.startsWith(prefix) && (source[prefix.length] !== '/' || special.source[prefix.length] === '/');
  return canBegin && source !== prefix && patternCovers(general, special);
}

function coversNames(general: NamePattern, { type, name, narrow }: JudgedEffect): boolean {
  return (
    matchesSoleName(type, general) ||
    coversPattern(general, name) ||
    (narrow !== undefined && coversPattern(general, narrow))
  );
}

function coversEffect({ permissions, names }: JudgedRule, effect: JudgedEffect): boolean {
  return (
    (names?.some((name) => coversNames(name, effect)) ?? true) &&
    effect.actions.every((action) =>
      permissions.some(
        (one) => one.type === effect.type && one.actions.includes(action) && coversNames(one.name, effect),
      ),
    )
  );
}

/** Whether, from now on, the first rule speaks of everything that the second does. Never true wrongly. */
export function coversRule(general: JudgedRule, special: JudgedRule, now: Date): boolean {
  return (
    isNoNarrower(general.reach, special.reach, now) &&
    special.subjects.every((subject) => keysOfWiderSubjects(subject).some((key) => general.subjectKeys.has(key))) &&
    special.effects.every((effect) => coversEffect(general, effect))
  );
}
