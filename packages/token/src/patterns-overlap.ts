import type { NamePattern } from './name-pattern.ts';
import { ANY_DEPTH, ANY_TEXT, EVERY_NAME, segmentsOf, type SegmentSymbols, type Spend } from './pattern-segments.ts';

/** Whether an element stands for any number of elements, or none; and whether two single ones can be the same. */
type Elements<T> = { repeats: (element: T) => boolean; meet: (a: T, b: T, spend: Spend) => boolean };

/** What one element of a list takes, however short the other is. */
const STEPS_OF_ROW = 10;

/** The places in `b` behind `own`, for ways that stand at those reached before it; these get the ones passed on the way. */
function placesBehind<T>(
  own: T,
  b: readonly T[],
  reached: Uint8Array,
  { repeats, meet }: Elements<T>,
  spend: Spend,
): Uint8Array {
  const next = new Uint8Array(reached.length);
  const isOwnAny = repeats(own);
  for (let place = 0; place < reached.length; place += 1) {
    if (reached[place] === 0) continue;
    const other = b[place];
    if (other === undefined) {
      if (isOwnAny) next[place] = 1;
    } else if (isOwnAny || repeats(other)) {
      next[place] = 1;
      reached[place + 1] = 1;
    } else if (meet(own, other, spend)) {
      next[place + 1] = 1;
    }
  }
  return next;
}

/** Whether two lists can be the same. Each pair of elements is looked at once. */
function canBeSame<T>(a: readonly T[], b: readonly T[], elements: Elements<T>, spend: Spend): boolean {
  let reached: Uint8Array = new Uint8Array(b.length + 1);
  reached[0] = 1;
  for (const own of a) {
    spend(STEPS_OF_ROW + reached.length);
    reached = placesBehind(own, b, reached, elements, spend);
    if (!reached.includes(1)) return false;
  }
  const end = 1 + b.findLastIndex((other) => !elements.repeats(other));
  return reached.includes(1, end);
}

/** Whether a symbol is a variable: any text but the empty one. */
function isVariable(symbol: string): boolean {
  return symbol.length > 1;
}

/** Any one character. None that can stand in a pattern. */
const ANY_CHARACTER = '?';

/** A variable is any one character and any text behind it. */
function readText(symbols: SegmentSymbols): SegmentSymbols {
  return symbols.flatMap((symbol) => (isVariable(symbol) ? [ANY_CHARACTER, ANY_TEXT] : [symbol]));
}

const CHARACTERS: Elements<string> = {
  repeats: (symbol) => symbol === ANY_TEXT,
  meet: (a, b) => a === b || a === ANY_CHARACTER || b === ANY_CHARACTER,
};

const SEGMENTS: Elements<SegmentSymbols> = {
  repeats: (segment) => segment === ANY_DEPTH,
  meet: (a, b, spend) => {
    const isSameAt = (at: number): boolean => {
      const [own = ANY_TEXT, other = ANY_TEXT] = [a.at(at), b.at(at)];
      return own === ANY_TEXT || other === ANY_TEXT || CHARACTERS.meet(own, other, spend);
    };
    return isSameAt(0) && isSameAt(-1) && canBeSame(a, b, CHARACTERS, spend);
  },
};

function readSegments(pattern: NamePattern): SegmentSymbols[] {
  return segmentsOf(pattern).map((segment) => (segment === ANY_DEPTH ? segment : readText(segment)));
}

/**
 * Tells whether one name could match both patterns for some caller. Never false wrongly; a variable that stands in both,
 * or twice in one, may be a different text at each place. The work grows with the product of their lengths.
 * @example patternsOverlap(pattern of 'team/*', pattern of '${account}/app') → true
 */
export function patternsOverlap(a: NamePattern, b: NamePattern, spend: Spend = () => undefined): boolean {
  if (a.source === EVERY_NAME || b.source === EVERY_NAME) return true;
  const canBegin = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  if (!canBegin) return false;
  spend(a.source.length + b.source.length);
  return canBeSame(readSegments(a), readSegments(b), SEGMENTS, spend);
}
