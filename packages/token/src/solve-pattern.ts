import type { NamePattern, PatternPart, PatternSegment } from './name-pattern.ts';

/** Values with which a pattern matches a name; `account` is null where the pattern doesn't ask for it. */
export type PatternSolution = {
  readonly account: string | null;
  /** One value of each label that the pattern asks for. */
  readonly labels: ReadonlyMap<string, string>;
};

export type PatternSolutions = {
  /** In the order of their values. A pattern without variables has one without values when it matches. */
  solutions: readonly PatternSolution[];
  /** False: there may be more. What is there matches nevertheless. */
  isComplete: boolean;
  /** The work it took: positions visited, values tried and characters of values written down. */
  steps: number;
};

/** Most solutions that are looked for. */
export const PATTERN_MAX_SOLUTIONS: number = 1000;

/** Most steps that are gone unless the caller says otherwise. */
export const PATTERN_MAX_STEPS: number = 100_000;

/** Values of variables, in the order in which they stand in the pattern: the account's is under the empty key. */
type Assignment = ReadonlyMap<string, string>;
const ACCOUNT = '';

/** Different assignments of the same variables. */
type Assignments = ReadonlyMap<string, Assignment>;
const NOTHING: Assignments = new Map();
const WITHOUT_VALUES: Assignments = new Map([['[]', new Map()]]);

type Search = { stepsLeft: number; isComplete: boolean };

/** The union, no larger than what is looked for. */
function unite(lists: Iterable<Assignments>, search: Search): Assignments {
  const all = new Map<string, Assignment>();
  for (const list of lists) {
    for (const [key, assignment] of list) {
      search.stepsLeft -= 1;
      if (all.has(key)) continue;
      if (all.size >= PATTERN_MAX_SOLUTIONS || search.stepsLeft < 0) {
        search.isComplete = false;
        return all;
      }
      all.set(key, assignment);
    }
  }
  return all;
}

/** Those of the second that give no variable another value, with the first's values before theirs. */
function join(first: Assignments, second: Assignments, search: Search): Assignments {
  if (first === WITHOUT_VALUES) return second;
  const joined = new Map<string, Assignment>();
  for (const a of first.values()) {
    for (const b of second.values()) {
      search.stepsLeft -= 1;
      if (search.stepsLeft < 0) return joined;
      if (b.has(ACCOUNT) && (a.get(ACCOUNT) ?? b.get(ACCOUNT)) !== b.get(ACCOUNT)) continue;
      const both = new Map([...a, ...b]);
      const key = JSON.stringify([...both]);
      // What takes the time is to write the values down.
      search.stepsLeft -= key.length;
      joined.set(key, both);
    }
  }
  return joined;
}

/** What one variable is when it takes the text from `start` to each position behind it, and `rest` goes on there. */
function solveVariable(
  key: string,
  text: string,
  start: number,
  rest: readonly Assignments[],
  search: Search,
): Assignments {
  const lists = rest.slice(start + 1).map((after, index) => {
    search.stepsLeft -= 1;
    if (after.size === 0) return NOTHING;
    const own = new Map([[key, text.slice(start, start + 1 + index)]]);
    return join(new Map([[JSON.stringify([...own]), own]]), after, search);
  });
  return unite(lists, search);
}

/** At each position what is there or further on: as `*` and `**` pass over any number of positions. */
function uniteOnward(lists: readonly Assignments[], search: Search): Assignments[] {
  const united: Assignments[] = [];
  for (const list of lists.toReversed()) {
    united.unshift(unite([list, united[0] ?? NOTHING], search));
  }
  return united;
}

/** Each part with the positions at which it may begin, whatever the variables before it are. */
function findStarts(parts: readonly PatternPart[], text: string): { part: PatternPart; starts: ReadonlySet<number> }[] {
  let starts = new Set([0]);
  return parts.map((part) => {
    const before = starts;
    const [first = text.length] = before;
    starts = new Set(
      part.kind === 'literal'
        ? [...before].filter((at) => text.startsWith(part.text, at)).map((at) => at + part.text.length)
        : positionsFrom(part.kind === 'star' ? first : first + 1, text.length),
    );
    return { part, starts: before };
  });
}

function positionsFrom(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** Solutions of a part and all behind it at each position of the text, from those of all behind it. */
function solvePart(
  part: PatternPart,
  starts: ReadonlySet<number>,
  text: string,
  rest: readonly Assignments[],
  search: Search,
): Assignments[] {
  search.stepsLeft -= rest.length;
  if (part.kind === 'star') return uniteOnward(rest, search);
  return rest.map((_, at) => {
    if (!starts.has(at)) return NOTHING;
    if (part.kind !== 'literal') return solveVariable(variableOf(part), text, at, rest, search);
    const after = text.startsWith(part.text, at) ? rest[at + part.text.length] : undefined;
    return after ?? NOTHING;
  });
}

function variableOf(part: Extract<PatternPart, { kind: 'account' | 'label' }>): string {
  return part.kind === 'account' ? ACCOUNT : part.key;
}

function solveText(parts: readonly PatternPart[], text: string, search: Search): Assignments {
  const solved = findStarts(parts, text).reduceRight<readonly Assignments[]>(
    (rest, { part, starts }) => (search.stepsLeft < 0 ? [] : solvePart(part, starts, text, rest, search)),
    [...Array.from({ length: text.length }, () => NOTHING), WITHOUT_VALUES],
  );
  return solved[0] ?? NOTHING;
}

function solveSegments(segments: readonly PatternSegment[], texts: readonly string[], search: Search): Assignments {
  const solved = segments.reduceRight<readonly Assignments[]>(
    (rest, segment, index) => {
      search.stepsLeft -= rest.length;
      if (search.stepsLeft < 0) return [];
      if (segment.kind === 'any-depth') {
        // At the end it passes over at least one.
        return uniteOnward(index === segments.length - 1 ? [...rest.slice(1), NOTHING] : rest, search);
      }
      return rest.map((_, at) => {
        const text = texts[at];
        const after = rest[at + 1] ?? NOTHING;
        if (text === undefined || after.size === 0) return NOTHING;
        return join(solveText(segment.parts, text, search), after, search);
      });
    },
    [...texts.map(() => NOTHING), WITHOUT_VALUES],
  );
  return solved[0] ?? NOTHING;
}

/**
 * Finds every assignment of the pattern's variables that makes it match the name, as `matchPattern` reads it: values are
 * not empty and lie within one segment. At most 1,000 solutions are found. When the steps run out, none are given.
 * @example solvePattern(pattern of '${labels.team}/*', 'dev/app') → labels: team is dev
 */
export function solvePattern(
  pattern: NamePattern,
  name: string,
  maxSteps: number = PATTERN_MAX_STEPS,
): PatternSolutions {
  if (!name.startsWith(pattern.prefix)) return { solutions: [], isComplete: true, steps: 0 };
  const search: Search = { stepsLeft: maxSteps, isComplete: true };
  const solved = solveSegments(pattern.segments, name.split('/'), search);
  const steps = maxSteps - search.stepsLeft;
  if (search.stepsLeft < 0) return { solutions: [], isComplete: false, steps };
  const inOrder = [...solved].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { solutions: inOrder.map(([, assignment]) => toSolution(assignment)), isComplete: search.isComplete, steps };
}

function toSolution(assignment: Assignment): PatternSolution {
  const labels = new Map(assignment);
  labels.delete(ACCOUNT);
  return { account: assignment.get(ACCOUNT) ?? null, labels };
}
