import { type Parsed, quoteText } from '@wharfinger/oci';
import { parsePattern } from '@wharfinger/token';

import { type CompiledPermission, compilePermissions, type PolicyProblem, type Report } from './compile-permissions.ts';
import {
  compileBinding,
  compileDenial,
  type CompiledRoles,
  type CompiledRule,
  type RuleContext,
} from './compile-rules.ts';
import { BUILT_IN_ROLES, DEFAULT_BINDINGS } from '../default-policy.ts';
import { parseNetwork } from './ip-network.ts';
import type { Binding, Denial, PolicyDocument } from '../policy-document.ts';
import { indexRules, type RuleIndex } from './rule-index.ts';
import { compareIds } from './rule-order.ts';

export type { CompiledRule };

/** A policy ready to decide. Rules are sorted by id, so that the document's order decides nothing. */
export type CompiledPolicy = {
  bindings: readonly CompiledRule[];
  denials: readonly CompiledRule[];
  bindingIndex: RuleIndex;
  denialIndex: RuleIndex;
};

/** A compiled policy, or everything that is wrong with the document: the first hundred problems, and how many more. */
export type PolicyCompilation =
  | { kind: 'ok'; value: CompiledPolicy }
  | { kind: 'invalid'; problems: readonly PolicyProblem[] };

const MAX_PROBLEMS = 100;

/** Texts and rules that are read between two pauses: a few milliseconds of work, where the patterns aren't long. */
const TEXTS_PER_STEP = 1000;

/** Tells when it is time for a pause. */
type Pace = { isTurnOver: (texts: number) => boolean };

function createPace(): Pace {
  let read = 0;
  return {
    isTurnOver: (texts) => {
      read += 1 + texts;
      if (read < TEXTS_PER_STEP) return false;
      read = 0;
      return true;
    },
  };
}

/** Parses each text once: rules that say the same share what it means. */
function parseOnce<T>(parse: (text: string) => Parsed<T>): (text: string) => Parsed<T> {
  const known = new Map<string, Parsed<T>>();
  return (text) => {
    let parsed = known.get(text);
    if (parsed === undefined) {
      parsed = parse(text);
      known.set(text, parsed);
    }
    return parsed;
  };
}

function* compileRoles(
  document: PolicyDocument,
  { parseName, report }: RuleContext,
  pace: Pace,
): Generator<undefined, CompiledRoles> {
  const roles = new Map<string, readonly CompiledPermission[]>();
  for (const [name, { permissions }] of [...Object.entries(BUILT_IN_ROLES), ...Object.entries(document.roles)]) {
    if (roles.has(name)) {
      report({ path: `$.roles.${name}`, message: 'is a built-in role and stays as it is: choose another name.' });
    }
    roles.set(name, compilePermissions(`$.roles.${name}.permissions`, permissions, parseName, report));
    if (pace.isTurnOver(permissions.length)) yield;
  }
  return roles;
}

/** Patterns, networks and subjects of a rule. */
function textsOf(rule: Binding | Denial): number {
  const patterns = 'role' in rule ? rule.names : rule.permissions;
  return (patterns?.length ?? 0) + (rule.cidrs?.length ?? 0) + rule.subjects.length;
}

/** Compiles the rules of one list; no id may be in `ids` yet. */
function* compileEach<T extends Binding | Denial>(
  path: string,
  rules: readonly T[],
  compile: (path: string, rule: T) => CompiledRule,
  ids: Set<string>,
  report: Report,
  pace: Pace,
): Generator<undefined, CompiledRule[]> {
  const compiled: CompiledRule[] = [];
  for (const [index, rule] of rules.entries()) {
    const place = `${path}[${index}]`;
    if (ids.has(rule.id)) {
      report({ path: `${place}.id`, message: `${quoteText(rule.id)} is the id of another rule too.` });
    }
    ids.add(rule.id);
    compiled.push(compile(place, rule));
    if (pace.isTurnOver(textsOf(rule))) yield;
  }
  return compiled;
}

/**
 * As `compilePolicy`, with a pause at every `yield`. A large document takes a second in all, and about 10 ms between two;
 * a tenth of a second to sort 100,000 rules that don't stand in the order of their ids.
 */
export function* compilePolicyInSteps(document: PolicyDocument): Generator<undefined, PolicyCompilation> {
  const problems: PolicyProblem[] = [];
  let problemCount = 0;
  const report: Report = (problem) => {
    problemCount += 1;
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  const context = { parseName: parseOnce(parsePattern), parseNetwork: parseOnce(parseNetwork), report };
  const ids = new Set<string>();
  const pace = createPace();
  const roles = yield* compileRoles(document, context, pace);
  const addBinding = (path: string, binding: Binding): CompiledRule => compileBinding(path, binding, roles, context);
  const addDenial = (path: string, denial: Denial): CompiledRule => compileDenial(path, denial, context);
  const bindings = yield* compileEach('$.bindings', document.bindings, addBinding, ids, report, pace);
  const defaults = document.defaults ? DEFAULT_BINDINGS : [];
  bindings.push(...defaults.map((binding) => addBinding(binding.id, binding)));
  const denials = yield* compileEach('$.denials', document.denials, addDenial, ids, report, pace);
  if (problemCount > problems.length) {
    problems.push({ path: '$', message: `has ${problemCount - problems.length} problems more.` });
  }
  if (problems.length > 0) {
    return { kind: 'invalid', problems };
  }
  bindings.sort(compareIds);
  yield;
  denials.sort(compareIds);
  yield;
  const bindingIndex = yield* indexRules(bindings);
  const denialIndex = yield* indexRules(denials);
  return { kind: 'ok', value: { bindings, denials, bindingIndex, denialIndex } };
}

/** Parses everything in a document once, and names everything in it that can't mean anything. */
export function compilePolicy(document: PolicyDocument): PolicyCompilation {
  const steps = compilePolicyInSteps(document);
  let step = steps.next();
  while (step.done !== true) {
    step = steps.next();
  }
  return step.value;
}
