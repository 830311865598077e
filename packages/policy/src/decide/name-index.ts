import type { NamePattern } from '@wharfinger/token';

import type { StepBudget } from './step-budget.ts';

type PatternSegment = NamePattern['segments'][number];

/** Lengths of the literal text that a segment begins and ends with. */
type Ends = { start: number; end: number };

/** Where the segments up to here lead to, one child for each different next segment. */
type Node<T> = {
  value: T | undefined;
  literals: Map<string, Node<T>> | undefined;
  /** Segments with a `*` or a variable, by their literal ends: `svc-*-${account}` is under `svc-*`. */
  open: Map<string, Node<T>> | undefined;
  /** Every different pair of lengths in `open`: what to look up there for a text. */
  openEnds: Ends[];
  /** `**`: it leads back to itself. */
  anyDepth: Node<T> | undefined;
  isAnyDepth: boolean;
};

/** Values by name pattern, found by a name in a time that patterns which can't match it have no part in. */
export type NameIndex<T> = { root: Node<T> };

function createNode<T>(isAnyDepth: boolean): Node<T> {
  return { value: undefined, literals: undefined, open: undefined, openEnds: [], anyDepth: undefined, isAnyDepth };
}

export function createNameIndex<T>(): NameIndex<T> {
  return { root: createNode(false) };
}

function childIn<T>(children: Map<string, Node<T>>, key: string): Node<T> {
  let child = children.get(key);
  if (child === undefined) {
    child = createNode(false);
    children.set(key, child);
  }
  return child;
}

/** No name has a `*`: what stands before and after it can't run together. */
function openKey(start: string, end: string): string {
  return `${start}*${end}`;
}

function childFor<T>(node: Node<T>, segment: PatternSegment): Node<T> {
  if (segment.kind === 'any-depth') {
    return (node.anyDepth ??= createNode(true));
  }
  const [first] = segment.parts;
  const last = segment.parts.at(-1);
  const start = first?.kind === 'literal' ? first.text : '';
  if (first === last && start !== '') {
    return childIn((node.literals ??= new Map()), start);
  }
  const end = last?.kind === 'literal' ? last.text : '';
  if (!node.openEnds.some((ends) => ends.start === start.length && ends.end === end.length)) {
    node.openEnds.push({ start: start.length, end: end.length });
  }
  return childIn((node.open ??= new Map()), openKey(start, end));
}

/** The value of a pattern; it is made when there is none. Patterns that begin and end alike may share one. */
export function valueFor<T>(index: NameIndex<T>, pattern: NamePattern, create: () => T): T {
  let node = index.root;
  for (const segment of pattern.segments) {
    node = childFor(node, segment);
  }
  return (node.value ??= create());
}

function enter<T>(node: Node<T> | undefined, reached: Set<Node<T>>): void {
  if (node !== undefined) {
    reached.add(node);
    // `**` may stand for no segment at all. At the end of a pattern it may not, which is left to the exact match.
    if (node.anyDepth !== undefined) {
      reached.add(node.anyDepth);
    }
  }
}

function pass<T>(node: Node<T>, text: string, reached: Set<Node<T>>): void {
  if (node.isAnyDepth) {
    reached.add(node);
  }
  enter(node.literals?.get(text), reached);
  for (const { start, end } of node.openEnds) {
    if (start + end <= text.length) {
      enter(node.open?.get(openKey(text.slice(0, start), text.slice(text.length - end))), reached);
    }
  }
}

/**
 * The values of all patterns that the name may match: of every one that it does match, and of few others. All ways are
 * followed at once, so that no pattern makes it backtrack. None when the budget is exhausted on the way.
 */
export function valuesOf<T>(index: NameIndex<T>, name: string, budget: StepBudget): T[] {
  let reached = new Set<Node<T>>();
  enter(index.root, reached);
  for (const text of name.split('/')) {
    if (budget.isExhausted()) {
      return [];
    }
    const next = new Set<Node<T>>();
    for (const node of reached) {
      budget.spend(1 + node.openEnds.length);
      pass(node, text, next);
    }
    reached = next;
  }
  const values: T[] = [];
  for (const { value } of reached) {
    if (value !== undefined) values.push(value);
  }
  return values;
}
