import { DEFAULT_BINDINGS } from '../default-policy.ts';
import type { Binding, Denial, PolicyDocument } from '../policy-document.ts';
import { type CoveringRules, createCoveringRules } from './warn-covering-index.ts';
import { warnOfElements, warnOfPermissions } from './warn-element.ts';
import { createRuleReader, type JudgedRule, type RuleReader } from './warn-rule.ts';

/** A rule, or a part of one, that decides nothing. */
export type PolicyWarning = {
  /** Where it stands: `$.bindings[3].names[0]`. */
  path: string;
  /** Id of the rule, or name of the role. */
  rule: string;
  kind: 'ended' | 'impossible' | 'shadowed' | 'denied' | 'unused';
  message: string;
};

/** The first 100 warnings in the document's order, how many there are, and whether everything was compared. */
export type PolicyWarnings = { warnings: PolicyWarning[]; total: number; isComplete: boolean };

/** When the document is judged, and which services there are; `null`: any. */
export type WarningContext = { now: Date; services: ReadonlySet<string> | null };

/** Most warnings that are kept. */
const MAX_WARNINGS = 100;

/** Rules that still decide something, as far as it is known, with what was found before. */
type Judgement = { coverOf: Map<JudgedRule, JudgedRule>; isComplete: boolean };

function byIdDescending(a: JudgedRule, b: JudgedRule): number {
  return a.id < b.id ? 1 : -1;
}

/**
 * Finds for each rule one that covers it. The last by id comes first, and what is covered covers nothing itself: of two
 * equal rules the first stays, and all that are found can be removed at once.
 */
function findCovers(rules: readonly JudgedRule[], covering: CoveringRules, found: Map<JudgedRule, JudgedRule>): void {
  for (const rule of rules.toSorted(byIdDescending)) {
    const cover = covering.find(rule, (candidate) => !found.has(candidate));
    if (cover !== undefined) found.set(rule, cover);
  }
}

function judge(
  bindings: readonly JudgedRule[],
  denials: readonly JudgedRule[],
  defaults: readonly JudgedRule[],
  now: Date,
): Judgement {
  const coverOf = new Map<JudgedRule, JudgedRule>();
  const amongDenials = createCoveringRules(now);
  for (const denial of denials) amongDenials.add(denial);
  findCovers(denials, amongDenials, coverOf);
  findCovers(bindings, amongDenials, coverOf);
  const amongBindings = createCoveringRules(now);
  for (const binding of [...bindings, ...defaults]) amongBindings.add(binding);
  findCovers(
    bindings.filter((binding) => !coverOf.has(binding)),
    amongBindings,
    coverOf,
  );
  return { coverOf, isComplete: amongDenials.isComplete() && amongBindings.isComplete() };
}

function warnOfCover(path: string, rule: JudgedRule, cover: JudgedRule): PolicyWarning {
  if (rule.kind === 'binding' && cover.kind === 'denial') {
    const message = `Denial ${cover.id} takes away everything that the binding gives. Remove one of them.`;
    return { path, rule: rule.id, kind: 'denied', message };
  }
  const verb = rule.kind === 'binding' ? 'gives' : 'takes away';
  const message = `Whatever the ${rule.kind} ${verb}, ${cover.kind} ${cover.id} ${verb} too. Remove it, or narrow ${cover.id}.`;
  return { path, rule: rule.id, kind: 'shadowed', message };
}

function warnOfRoles({ roles, bindings }: PolicyDocument, reader: RuleReader): PolicyWarning[] {
  const bound = new Set(bindings.map(({ role }) => role));
  return Object.entries(roles).flatMap(([name, { permissions }]): PolicyWarning[] => {
    const path = `$.roles.${name}`;
    const ofPermissions = warnOfPermissions(path, name, permissions, reader);
    const message = 'No binding gives this role. Bind it or remove it.';
    return bound.has(name)
      ? ofPermissions
      : ofPermissions.toSpliced(0, 0, { path, rule: name, kind: 'unused', message });
  });
}

/**
 * Names what in a valid document decides nothing, from now on and as far as it can be told: without it, every decision
 * is the same. Each rule is compared with those alone that may cover it, and with so many at most.
 */
export function findWarnings(document: PolicyDocument, context: WarningContext): PolicyWarnings {
  const reader = createRuleReader(document);
  const elementsOf = (path: string, rule: Binding | Denial, judged: JudgedRule) => {
    const { warnings, isVoid } = warnOfElements(path, rule, judged, reader, context);
    return { path, judged, warnings, isVoid };
  };
  const elements = [
    ...document.bindings.map((rule, at) => elementsOf(`$.bindings[${at}]`, rule, reader.binding(rule))),
    ...document.denials.map((rule, at) => elementsOf(`$.denials[${at}]`, rule, reader.denial(rule))),
  ];
  const live = elements.filter(({ isVoid }) => !isVoid).map(({ judged }) => judged);
  const { coverOf, isComplete } = judge(
    live.filter(({ kind }) => kind === 'binding'),
    live.filter(({ kind }) => kind === 'denial'),
    document.defaults ? DEFAULT_BINDINGS.map((binding) => reader.binding(binding)) : [],
    context.now,
  );
  const ofRules = elements.flatMap(({ path, judged, warnings }) => {
    const cover = coverOf.get(judged);
    return cover === undefined ? warnings : warnings.concat(warnOfCover(path, judged, cover));
  });
  const all = [...warnOfRoles(document, reader), ...ofRules];
  return { warnings: all.slice(0, MAX_WARNINGS), total: all.length, isComplete };
}
