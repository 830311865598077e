import type { NamePattern } from './name-pattern.ts';
import { ANY_DEPTH, ANY_TEXT, EVERY_NAME, segmentsOf, type SegmentSymbols } from './pattern-segments.ts';

/** Whether an element stands for any number of elements, or none; and whether two single ones can be the same. */
type Elements<T> = { repeats: (element: T) => boolean; meet: (a: T, b: T) => boolean };

/** Whether two lists can be the same. */
function canBeSame<T>(a: readonly T[], b: readonly T[], { repeats, meet }: Elements<T>): boolean {
  let reached = new Set([0]);
  for (const own of a) {
    const next = new Set<number>();
    // A set's iteration reaches what is added meanwhile.
    for (const place of reached) {
      const other = b[place];
      if (other === undefined) {
        if (repeats(own)) next.add(place);
      } else if (repeats(own) || repeats(other)) {
        next.add(place);
        reached.add(place + 1);
      } else if (meet(own, other)) {
        next.add(place + 1);
      }
    }
    reached = next;
  }
  const end = 1 + b.findLastIndex((other) => !repeats(other));
  return [...reached].some((place) => place >= end);
}

/** Whether a symbol is a variable: any text but the empty one. */
function isVariable(symbol: string): boolean {
  return symbol.length > 1;
}

/** Any one character. None that can stand in a pattern. */
const ANY_CHARACTER = '?';

/** A variable is any one character and any text behind it. */
function readText(symbols: readonly string[]): readonly string[] {
  return symbols.flatMap((symbol) => (isVariable(symbol) ? [ANY_CHARACTER, ANY_TEXT] : [symbol]));
}

const CHARACTERS: Elements<string> = {
  repeats: (symbol) => symbol === ANY_TEXT,
  meet: (a, b) => a === b || a === ANY_CHARACTER || b === ANY_CHARACTER,
};

const SEGMENTS: Elements<SegmentSymbols> = {
  repeats: (segment) => segment === ANY_DEPTH,
  meet: (a, b) => canBeSame(readText(a), readText(b), CHARACTERS),
};

/**
 * Tells whether one name could match both patterns for some caller. Never false wrongly; a variable that stands in both,
 * or twice in one, may be a different text at each place.
 * @example patternsOverlap(pattern of 'team/*', pattern of '${account}/app') → true
 */
export function patternsOverlap(a: NamePattern, b: NamePattern): boolean {
  if (a.source === EVERY_NAME || b.source === EVERY_NAME) return true;
  const canBegin = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  return canBegin && canBeSame(segmentsOf(a), segmentsOf(b), SEGMENTS);
}
