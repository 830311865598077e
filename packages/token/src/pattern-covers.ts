import type { NamePattern } from './name-pattern.ts';
import { ANY_DEPTH, ANY_TEXT, EVERY_NAME, segmentsOf, type SegmentSymbols, type Spend } from './pattern-segments.ts';

/** Most pairs of a place in the special pattern and places in the general one that are looked at. */
const MAX_VISITS = 2000;

/** What a place in the general pattern takes, beside the symbols that are compared there. */
const STEPS_OF_PLACE = 10;

/**
 * Whether the general text takes every text that the special one takes. A `*` or a variable of the special one may be
 * anything, so that only a `*` of the general one takes it, or the same variable.
 */
function coversText(general: SegmentSymbols, special: SegmentSymbols, spend: Spend): boolean {
  spend(general.length);
  let at = 0;
  let behindStar = -1;
  let taken = 0;
  for (let place = 0; place < special.length;) {
    spend(1);
    if (general[at] === ANY_TEXT) {
      at += 1;
      behindStar = at;
      taken = place;
    } else if (general[at] === special[place]) {
      at += 1;
      place += 1;
    } else if (behindStar >= 0) {
      // The last star takes one symbol more.
      taken += 1;
      place = taken;
      at = behindStar;
    } else {
      return false;
    }
  }
  return general.slice(at).every((symbol) => symbol === ANY_TEXT);
}

/** Places in the general pattern, and those behind each `**` there, which may be no segment. */
function withEmptyDepths(places: Iterable<number>, general: readonly SegmentSymbols[]): readonly number[] {
  const all = new Set(places);
  // A set's iteration reaches what is added meanwhile.
  for (const place of all) {
    if (general[place] === ANY_DEPTH) all.add(place + 1);
  }
  return [...all].toSorted((a, b) => a - b);
}

/** Remembers of each pair of segments whether the general one covers the other. */
function createSegmentMemo(spend: Spend): (general: SegmentSymbols, special: SegmentSymbols) => boolean {
  const known = new Map<SegmentSymbols, Map<SegmentSymbols, boolean>>();
  return (general, special) => {
    const answers = known.get(general) ?? new Map<SegmentSymbols, boolean>();
    const answer = answers.get(special) ?? coversText(general, special, spend);
    known.set(general, answers.set(special, answer));
    return answer;
  };
}

/** A segment of any text. */
const ANY_SEGMENT: SegmentSymbols = [ANY_TEXT];

/** Follows the special pattern with every number of segments that its `**` may be, until nothing new comes. */
function coversSegments(general: readonly SegmentSymbols[], special: readonly SegmentSymbols[], spend: Spend): boolean {
  const covers = createSegmentMemo(spend);
  const takeSegment = (places: readonly number[], segment: SegmentSymbols): readonly number[] => {
    const behind = places.flatMap((place) => {
      const own = general[place];
      if (own === undefined) return [];
      if (own === ANY_DEPTH) return [place];
      return covers(own, segment) ? [place + 1] : [];
    });
    return withEmptyDepths(behind, general);
  };
  const open = [{ at: 0, places: withEmptyDepths([0], general) }];
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, places } = next;
    spend(STEPS_OF_PLACE * (1 + places.length));
    const key = `${at}:${places.join(',')}`;
    if (seen.has(key)) continue;
    if (seen.size === MAX_VISITS || places.length === 0) return false;
    seen.add(key);
    const segment = special[at];
    if (segment === undefined) {
      if (!places.includes(general.length)) return false;
    } else if (segment === ANY_DEPTH) {
      open.push({ at: at + 1, places }, { at, places: takeSegment(places, ANY_SEGMENT) });
    } else {
      open.push({ at: at + 1, places: takeSegment(places, segment) });
    }
  }
  return true;
}

/**
 * Tells whether the general pattern matches every name that the special one matches, for every caller. Never true
 * wrongly; false too where it would take too much work to be sure. The work grows with the product of their lengths.
 * @example patternCovers(pattern of 'team/**', pattern of 'team/${account}/*') → true
 */
export function patternCovers(general: NamePattern, special: NamePattern, spend: Spend = () => undefined): boolean {
  if (general.source === EVERY_NAME || general.source === special.source) return true;
  spend(general.source.length + special.source.length);
  return coversSegments(segmentsOf(general), segmentsOf(special), spend);
}
