import type { NamePattern, PatternPart, PatternSegment } from './name-pattern.ts';

/** What the variables of a pattern stand for. `account` is null for an anonymous caller. */
export type PatternValues = {
  readonly account: string | null;
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Whether a name matches, and the work it took: characters compared and positions visited. */
export type PatternMatch = { isMatch: boolean; steps: number };

type Meter = { steps: number };

/** Every position from the first to the last, none when the first lies behind it. */
function rangeFrom(first: number, last: number): number[] {
  const positions: number[] = [];
  for (let position = first; position <= last; position += 1) positions.push(position);
  return positions;
}

/** The texts that a part may be at its place. */
function textsOf(part: Exclude<PatternPart, { kind: 'star' }>, values: PatternValues): Iterable<string> {
  if (part.kind === 'literal') {
    return [part.text];
  }
  return part.kind === 'label' ? (values.labels.get(part.key) ?? []) : [values.account ?? ''];
}

/** Positions behind the part, in ascending order, for ways that stand at `positions` before it. */
function passPart(
  part: PatternPart,
  text: string,
  positions: readonly number[],
  values: PatternValues,
  meter: Meter,
): readonly number[] {
  if (part.kind === 'star') {
    const [first = text.length + 1] = positions;
    const reached = rangeFrom(first, text.length);
    meter.steps += reached.length;
    return reached;
  }
  const reached = new Set<number>();
  for (const candidate of textsOf(part, values)) {
    for (const position of positions) {
      meter.steps += Math.max(1, candidate.length);
      // An empty value would make the variable vanish and the pattern wider: it stands for nothing.
      if (candidate !== '' && text.startsWith(candidate, position)) {
        reached.add(position + candidate.length);
      }
    }
  }
  return [...reached].toSorted((a, b) => a - b);
}

function matchesText(parts: readonly PatternPart[], text: string, values: PatternValues, meter: Meter): boolean {
  let positions: readonly number[] = [0];
  for (const part of parts) {
    // A dead end: whatever stands behind it costs no look.
    if (positions.length === 0) return false;
    positions = passPart(part, text, positions, values, meter);
  }
  return positions.at(-1) === text.length;
}

function matchesSegments(
  segments: readonly PatternSegment[],
  texts: readonly string[],
  values: PatternValues,
  meter: Meter,
): boolean {
  let positions: readonly number[] = [0];
  for (const [index, segment] of segments.entries()) {
    if (positions.length === 0) return false;
    if (segment.kind === 'any-depth') {
      const [first = texts.length + 1] = positions;
      const atLeast = index === segments.length - 1 ? 1 : 0;
      positions = rangeFrom(first + atLeast, texts.length);
      meter.steps += positions.length;
      continue;
    }
    positions = positions.flatMap((position) => {
      const text = texts[position];
      return text !== undefined && matchesText(segment.parts, text, values, meter) ? [position + 1] : [];
    });
  }
  return positions.at(-1) === texts.length;
}

/**
 * Matches a name against a pattern. All ways through the pattern are followed at once, without backtracking: the steps
 * are at most (length of pattern and values) × (length of name), whatever they hold. Values are compared as literals,
 * within one segment: a value that holds `*` or `/` matches nothing.
 */
export function matchPattern(pattern: NamePattern, name: string, values: PatternValues): PatternMatch {
  const meter: Meter = { steps: 0 };
  const isMatch = name.startsWith(pattern.prefix) && matchesSegments(pattern.segments, name.split('/'), values, meter);
  return { isMatch, steps: meter.steps };
}
