import { DEFAULT_BINDINGS } from '../default-policy.ts';
import type { Binding, Denial, PolicyDocument } from '../policy-document.ts';
import { createJudgingWork, finishAtOnce, type JudgingWork } from './judging-work.ts';
import type { PolicyWarning, PolicyWarnings, WarningContext } from './policy-warning.ts';
import { type CoveringRules, createCoveringRules } from './warn-covering-index.ts';
import { type ElementWarnings, warnOfElements, warnOfPermissions } from './warn-element.ts';
import type { JudgedRule } from './warn-rule.ts';
import { createRuleReader, type RuleReader } from './warn-rule-reader.ts';

/** What a judgement may take unless the caller says otherwise: some seconds. */
const MAX_STEPS = 200_000_000;

/** What it takes to look at a subject or a permission, and to write a warning down. */
const STEPS_OF_ELEMENT = 5;
const STEPS_OF_WARNING = 500;

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
function* findCovers(
  rules: readonly JudgedRule[],
  covering: CoveringRules,
  found: Map<JudgedRule, JudgedRule>,
  work: JudgingWork,
): Generator<undefined, void> {
  for (const rule of rules.toSorted(byIdDescending)) {
    if (work.isTurnOver()) yield;
    const cover = yield* covering.find(rule, (candidate) => !found.has(candidate));
    if (cover !== undefined) found.set(rule, cover);
  }
}

function* indexRules(rules: readonly JudgedRule[], now: Date, work: JudgingWork): Generator<undefined, CoveringRules> {
  const covering = createCoveringRules(now, work);
  for (const rule of rules) {
    covering.add(rule);
    if (work.isTurnOver()) yield;
  }
  return covering;
}

function* judge(
  rules: readonly JudgedRule[],
  defaults: readonly JudgedRule[],
  now: Date,
  work: JudgingWork,
): Generator<undefined, Judgement> {
  const bindings = rules.filter(({ kind }) => kind === 'binding');
  const denials = rules.filter(({ kind }) => kind === 'denial');
  const coverOf = new Map<JudgedRule, JudgedRule>();
  const amongDenials = yield* indexRules(denials, now, work);
  yield* findCovers(denials, amongDenials, coverOf, work);
  yield* findCovers(bindings, amongDenials, coverOf, work);
  const amongBindings = yield* indexRules([...bindings, ...defaults], now, work);
  const left = bindings.filter((binding) => !coverOf.has(binding));
  yield* findCovers(left, amongBindings, coverOf, work);
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

function* warnOfRoles(
  { roles, bindings }: PolicyDocument,
  reader: RuleReader,
  work: JudgingWork,
): Generator<undefined, PolicyWarning[]> {
  const bound = new Set(bindings.map(({ role }) => role));
  const warnings: PolicyWarning[] = [];
  for (const [name, { permissions }] of Object.entries(roles)) {
    const path = `$.roles.${name}`;
    const message = 'No binding gives this role. Bind it or remove it.';
    if (!bound.has(name)) warnings.push({ path, rule: name, kind: 'unused', message });
    const ofPermissions = warnOfPermissions(path, name, permissions, reader);
    warnings.push(...ofPermissions);
    work.spend(STEPS_OF_ELEMENT * permissions.length + STEPS_OF_WARNING * ofPermissions.length);
    if (work.isTurnOver()) yield;
  }
  return warnings;
}

type Elements = { path: string; judged: JudgedRule; warnings: PolicyWarning[]; isVoid: boolean };

/** Each rule by itself. One that the work isn't enough for is compared with no other. */
function* readElements<R extends Binding | Denial>(
  list: string,
  rules: readonly R[],
  read: (rule: R) => Generator<undefined, JudgedRule>,
  judgeElements: (path: string, rule: R, judged: JudgedRule) => ElementWarnings,
  work: JudgingWork,
): Generator<undefined, Elements[]> {
  const elements: Elements[] = [];
  for (const [index, rule] of rules.entries()) {
    const path = `${list}[${index}]`;
    const judged = yield* read(rule);
    if (work.isExhausted()) return elements;
    const { warnings, isVoid } = judgeElements(path, rule, judged);
    elements.push({ path, judged, warnings, isVoid });
    work.spend(STEPS_OF_ELEMENT * (1 + rule.subjects.length) + STEPS_OF_WARNING * warnings.length);
    if (work.isTurnOver()) yield;
  }
  return elements;
}

/** As `findWarnings`, with a pause at every `yield`: a few milliseconds lie between two. */
export function* findWarningsInSteps(
  document: PolicyDocument,
  context: WarningContext,
  maxSteps: number = MAX_STEPS,
): Generator<undefined, PolicyWarnings> {
  const work = createJudgingWork(maxSteps);
  const reader = yield* createRuleReader(document, work);
  const judgeElements = (path: string, rule: Binding | Denial, judged: JudgedRule): ElementWarnings =>
    warnOfElements(path, rule, judged, reader, context);
  const elements = [
    ...(yield* readElements('$.bindings', document.bindings, reader.binding, judgeElements, work)),
    ...(yield* readElements('$.denials', document.denials, reader.denial, judgeElements, work)),
  ];
  const live = elements.filter(({ isVoid }) => !isVoid).map(({ judged }) => judged);
  const defaults: JudgedRule[] = [];
  for (const binding of document.defaults ? DEFAULT_BINDINGS : []) defaults.push(yield* reader.binding(binding));
  const { coverOf, isComplete } = yield* judge(live, defaults, context.now, work);
  const ofRules = elements.flatMap(({ path, judged, warnings }) => {
    const cover = coverOf.get(judged);
    return cover === undefined ? warnings : warnings.concat(warnOfCover(path, judged, cover));
  });
  const all = [...(yield* warnOfRoles(document, reader, work)), ...ofRules];
  return {
    warnings: all.slice(0, MAX_WARNINGS),
    total: all.length,
    isComplete: isComplete && !work.isExhausted(),
  };
}

/**
 * Names what in a valid document decides nothing, from now on and as far as it can be told: without it, every decision
 * is the same. Each rule is compared with those alone that may cover it, and with so many at most.
 */
export function findWarnings(document: PolicyDocument, context: WarningContext, maxSteps?: number): PolicyWarnings {
  return finishAtOnce(findWarningsInSteps(document, context, maxSteps));
}
