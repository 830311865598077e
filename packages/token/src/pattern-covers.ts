import type { NamePattern } from './name-pattern.ts';
import { ANY_DEPTH, ANY_TEXT, EVERY_NAME, segmentsOf, type SegmentSymbols } from './pattern-segments.ts';

/** Most pairs of a place in the special pattern and places in the general one that are looked at. */
const MAX_VISITS = 2000;

/**
 * Whether the general text takes every text that the special one takes. A `*` or a variable of the special one may be
 * anything, so that only a `*` of the general one takes it, or the same variable.
 */
function coversText(general: SegmentSymbols, special: SegmentSymbols): boolean {
  let at = 0;
  let behindStar = -1;
  let taken = 0;
  for (let place = 0; place < special.length;) {
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

/** Places in the general pattern behind one segment of the special one. */
function takeSegment(
  places: readonly number[],
  segment: SegmentSymbols,
  general: readonly SegmentSymbols[],
): readonly number[] {
  const behind = places.flatMap((place) => {
    const own = general[place];
    if (own === undefined) return [];
    if (own === ANY_DEPTH) return [place];
    return coversText(own, segment) ? [place + 1] : [];
  });
  return withEmptyDepths(behind, general);
}

/** Follows the special pattern with every number of segments that its `**` may be, until nothing new comes. */
function coversSegments(general: readonly SegmentSymbols[], special: readonly SegmentSymbols[]): boolean {
  const open = [{ at: 0, places: withEmptyDepths([0], general) }];
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, places } = next;
    const key = `${at}:${places.join(',')}`;
    if (seen.has(key)) continue;
    if (seen.size === MAX_VISITS || places.length === 0) return false;
    seen.add(key);
    const segment = special[at];
    if (segment === undefined) {
      if (!places.includes(general.length)) return false;
    } else if (segment === ANY_DEPTH) {
      open.push({ at: at + 1, places }, { at, places: takeSegment(places, [ANY_TEXT], general) });
    } else {
      open.push({ at: at + 1, places: takeSegment(places, segment, general) });
    }
  }
  return true;
}

/**
 * Tells whether the general pattern matches every name that the special one matches, for every caller. Never true
 * wrongly; false too where it would take too much work to be sure.
 * @example patternCovers(pattern of 'team/**', pattern of 'team/${account}/*') → true
 */
export function patternCovers(general: NamePattern, special: NamePattern): boolean {
  const isPlain = general.source === EVERY_NAME || general.source === special.source;
  return isPlain || coversSegments(segmentsOf(general), segmentsOf(special));
}
