import { quoteText } from '@wharfinger/oci';

import { RESERVED_LABEL_PREFIX } from '../decide/read-caller.ts';
import { isForAccounts, soleNameOf } from '../decide/resource-name.ts';
import type { Binding, Denial, Permission } from '../policy-document.ts';
import type { PolicyWarning, WarningContext } from './policy-warning.ts';
import { canMatchRepository } from './warn-impossible-names.ts';
import type { JudgedRule } from './warn-rule.ts';
import type { RuleReader } from './warn-rule-reader.ts';

/** What is wrong with one rule's elements, and whether nothing is left of the rule. */
export type ElementWarnings = { warnings: PolicyWarning[]; isVoid: boolean };

function whyNever(type: string): string {
  const name = soleNameOf(type);
  return name === undefined
    ? 'matches no repository name: those are lower-case letters and digits joined by one of "." "_" "__" "-", at most 255 characters'
    : `matches nothing: ${quoteText(name)} is the only name of type ${type}`;
}

/** Permissions of a role or a denial that no name can match. */
export function warnOfPermissions(
  path: string,
  rule: string,
  permissions: readonly Permission[],
  { pattern, canMatch }: RuleReader,
): PolicyWarning[] {
  return permissions.flatMap(({ type, name }, index) => {
    if (pattern(name).some((parsed) => canMatch(type, parsed))) return [];
    const message = `${quoteText(name)} ${whyNever(type)}. Mend it or remove the permission.`;
    return [{ path: `${path}.permissions[${index}].name`, rule, kind: 'impossible' as const, message }];
  });
}

function warnOfNames(path: string, binding: Binding, judged: JudgedRule, { pattern }: RuleReader): PolicyWarning[] {
  const met = new Set(judged.effects.map(({ narrow }) => narrow));
  return (binding.names ?? []).flatMap((name, index) => {
    const [parsed] = pattern(name);
    if (parsed === undefined || met.has(parsed)) return [];
    const isForRepositories = judged.permissions.every(({ type }) => type === 'repository');
    const why =
      isForRepositories && !canMatchRepository(parsed)
        ? whyNever('repository')
        : `matches nothing that role ${binding.role} permits`;
    const message = `${quoteText(name)} ${why}. Mend it or remove it.`;
    return [{ path: `${path}.names[${index}]`, rule: binding.id, kind: 'impossible' as const, message }];
  });
}

function warnOfSubjects(path: string, { id, subjects }: Binding | Denial): PolicyWarning[] {
  return subjects.flatMap((subject, index) => {
    if (subject.kind !== 'label' || !subject.key.startsWith(RESERVED_LABEL_PREFIX)) return [];
    const message = `Nobody has a label ${quoteText(subject.key)}: those that begin with ${RESERVED_LABEL_PREFIX} are the system's own. Name another label or remove the subject.`;
    return [{ path: `${path}.subjects[${index}]`, rule: id, kind: 'impossible' as const, message }];
  });
}

function warnOfServices(path: string, rule: Binding | Denial, known: ReadonlySet<string> | null): PolicyWarning[] {
  return (rule.services ?? []).flatMap((service, index) => {
    if (known === null || known.has(service)) return [];
    const message = `There is no service ${quoteText(service)}: use one of ${[...known].join(', ')}.`;
    return [{ path: `${path}.services[${index}]`, rule: rule.id, kind: 'impossible' as const, message }];
  });
}

/** A binding of the admin API that is for every account. */
function warnOfWidth(path: string, rule: Binding | Denial, judged: JudgedRule): PolicyWarning[] {
  const given = judged.kind === 'binding' ? judged.effects.filter(({ type }) => isForAccounts(type)) : [];
  if (given.length === 0) return [];
  const types = [...new Set(given.map(({ type }) => type))].join(', ');
  return rule.subjects.flatMap(({ kind }, index) => {
    if (kind !== 'everyone' && kind !== 'signed-in') return [];
    const message = `Every account gets ${types} by it. Name accounts or a label, unless that is meant.`;
    return [{ path: `${path}.subjects[${index}]`, rule: rule.id, kind: 'wide' as const, message }];
  });
}

/** What in one rule can't come true by itself, whatever the other rules say. */
export function warnOfElements(
  path: string,
  rule: Binding | Denial,
  judged: JudgedRule,
  reader: RuleReader,
  { now, services }: WarningContext,
): ElementWarnings {
  if (judged.reach.untilMs < now.getTime()) {
    const message = `The rule ended at ${rule.notAfter}. Set another end or remove the rule.`;
    return { warnings: [{ path: `${path}.notAfter`, rule: rule.id, kind: 'ended', message }], isVoid: true };
  }
  const ofSubjects = warnOfSubjects(path, rule);
  const ofServices = warnOfServices(path, rule, services);
  const ofEffect =
    'role' in rule
      ? warnOfNames(path, rule, judged, reader)
      : warnOfPermissions(path, rule.id, rule.permissions, reader);
  return {
    warnings: [...ofSubjects, ...warnOfWidth(path, rule, judged), ...ofEffect, ...ofServices],
    isVoid:
      judged.effects.length === 0 ||
      ofSubjects.length === rule.subjects.length ||
      ofServices.length === rule.services?.length,
  };
}
