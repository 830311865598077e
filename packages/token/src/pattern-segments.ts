import type { NamePattern, PatternPart, PatternSegment } from './name-pattern.ts';

/** The pattern that matches every name. */
export const EVERY_NAME = '**';

/** Takes how many steps of work something was: symbols compared and places looked at. */
export type Spend = (steps: number) => void;

/** Stands for any text within a segment. */
export const ANY_TEXT = '*';

/** A path segment as symbols: characters, `*`, and variables as they are written. */
export type SegmentSymbols = readonly string[];

/** Stands for a segment `**`: any number of segments, or none. */
export const ANY_DEPTH: SegmentSymbols = ['**'];

function symbolsOfPart(part: PatternPart): readonly string[] {
  if (part.kind === 'literal') return part.text.split('');
  if (part.kind === 'star') return [ANY_TEXT];
  return [part.kind === 'account' ? '${account}' : `\${labels.${part.key}}`];
}

function symbolsOf(segment: PatternSegment): SegmentSymbols {
  return segment.kind === 'any-depth' ? ANY_DEPTH : segment.parts.flatMap(symbolsOfPart);
}

/** The segments of a pattern where each `**` may be no segment at all: the last one is one segment more. */
export function segmentsOf({ segments }: NamePattern): SegmentSymbols[] {
  const list = segments.map(symbolsOf);
  return list.at(-1) === ANY_DEPTH ? [...list, [ANY_TEXT]] : list;
}
