import { isRepositoryName, REPOSITORY_NAME_MAX_LENGTH } from '@wharfinger/oci';
import { matchPattern, type NamePattern, solvePattern } from '@wharfinger/token';

import { soleNameOf } from '../decide/resource-name.ts';

import type { StepBudget } from '../decide/step-budget.ts';

type Segment = NamePattern['segments'][number];
type Part = Extract<Segment, { kind: 'parts' }>['parts'][number];

const STEPS_OF_CALL = 10;

/** What a pattern may take to be held against one short name. */
const MAX_STEPS_OF_SOLVING = 10_000;

/** Places within one component of a repository name; only behind a letter or digit it may end. */
type Place = 'start' | 'word' | 'dot' | 'underscore' | 'underscores' | 'dashes';

const BEHIND_WORD: Readonly<Record<string, Place>> = { '.': 'dot', _: 'underscore', '-': 'dashes' };
const PLACES_BEHIND_ANY_TEXT: readonly Place[] = ['word', 'dot', 'underscore', 'underscores', 'dashes'];

function step(place: Place, character: string): Place | undefined {
  const separator = BEHIND_WORD[character];
  if (separator === undefined) return 'word';
  if (place === 'word') return separator;
  if (place === 'underscore' && separator === 'underscore') return 'underscores';
  return place === 'dashes' && separator === 'dashes' ? 'dashes' : undefined;
}

function passPart(places: ReadonlySet<Place>, part: Part): ReadonlySet<Place> {
  if (part.kind !== 'literal') return new Set([...places, ...(places.size === 0 ? [] : PLACES_BEHIND_ANY_TEXT)]);
  let reached = places;
  for (const character of part.text) {
    reached = new Set([...reached].map((place) => step(place, character)).filter((place) => place !== undefined));
  }
  return reached;
}

function isComponent(segment: Segment): boolean {
  if (segment.kind === 'any-depth') return true;
  const [part] = segment.parts;
  return segment.parts.length === 1 && part?.kind === 'literal'
    ? isRepositoryName(part.text)
    : segment.parts.reduce(passPart, new Set<Place>(['start'])).has('word');
}

/** Fewest characters of a segment and the slash before it. */
function minimumLength(segment: Segment, index: number, { length }: readonly Segment[]): number {
  if (segment.kind === 'any-depth') return index === length - 1 ? 2 : 0;
  const lengths = segment.parts.map((part) =>
    part.kind === 'literal' ? part.text.length : Number(part.kind !== 'star'),
  );
  return (
    1 +
    Math.max(
      1,
      lengths.reduce((sum, one) => sum + one, 0),
    )
  );
}

/** Whether some repository name matches the pattern for some caller. Never false wrongly. */
export function canMatchRepository({ segments }: NamePattern): boolean {
  const minimum = segments.map(minimumLength).reduce((sum, one) => sum + one, -1);
  return minimum <= REPOSITORY_NAME_MAX_LENGTH && segments.every(isComponent);
}

const NO_VALUES = { account: null, labels: new Map<string, ReadonlySet<string>>() };

/** Whether a pattern matches every name of a type that has one, for every caller. */
export function matchesSoleName(type: string, pattern: NamePattern, { spend }: Pick<StepBudget, 'spend'>): boolean {
  const name = soleNameOf(type);
  if (name === undefined) return false;
  const { isMatch, steps } = matchPattern(pattern, name, NO_VALUES);
  spend(STEPS_OF_CALL + steps);
  return isMatch;
}

/** Whether some name of the type matches the pattern for some caller. Never false wrongly. */
export function canMatchType(type: string, pattern: NamePattern, { spend }: Pick<StepBudget, 'spend'>): boolean {
  const name = soleNameOf(type);
  if (name === undefined) {
    spend(STEPS_OF_CALL * pattern.source.length);
    return canMatchRepository(pattern);
  }
  const { solutions, isComplete, steps } = solvePattern(pattern, name, MAX_STEPS_OF_SOLVING);
  spend(STEPS_OF_CALL + steps);
  return solutions.length > 0 || !isComplete;
}
