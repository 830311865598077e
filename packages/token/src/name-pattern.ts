import { type Parsed, quoteText } from '@wharfinger/oci';

/** A piece of one path segment of a pattern. */
export type PatternPart =
  | { kind: 'literal'; text: string }
  | { kind: 'star' }
  | { kind: 'account' }
  | { kind: 'label'; key: string };

/** One path segment of a pattern: `**`, or pieces that match within one segment. */
export type PatternSegment = { kind: 'any-depth' } | { kind: 'parts'; parts: readonly PatternPart[] };

/** A parsed name pattern. `prefix` is the literal text that every matching name starts with. */
export type NamePattern = { source: string; prefix: string; segments: readonly PatternSegment[] };

/** Longest pattern in characters. */
export const PATTERN_MAX_LENGTH: number = 512;

/** Most path segments of a pattern. */
export const PATTERN_MAX_SEGMENTS: number = 32;

/** What a literal may hold: the alphabet of repository names, without the slash. */
const LITERAL = /^[a-z0-9._-]+$/;
const PIECE = /\$\{([^}]*)\}|\*|[^*$]+|\$/g;

function invalid(reason: string): { kind: 'invalid'; reason: string } {
  return { kind: 'invalid', reason };
}

function parseVariable(name: string): Parsed<PatternPart> {
  if (name === 'account') {
    return { kind: 'ok', value: { kind: 'account' } };
  }
  const key = name.startsWith('labels.') ? name.slice('labels.'.length) : '';
  return key === ''
    ? invalid(`${quoteText(`\${${name}}`)} is not a variable: use \${account} or \${labels.KEY}.`)
    : { kind: 'ok', value: { kind: 'label', key } };
}

function parsePiece(text: string, variable: string | undefined): Parsed<PatternPart> {
  if (variable !== undefined) {
    return parseVariable(variable);
  }
  if (text === '*') {
    return { kind: 'ok', value: { kind: 'star' } };
  }
  return LITERAL.test(text)
    ? { kind: 'ok', value: { kind: 'literal', text } }
    : invalid(`${quoteText(text)} can be in no name: names are made of a-z, 0-9, ".", "_", "-" and "/".`);
}

function parseSegment(text: string): Parsed<PatternSegment> {
  if (text === '') {
    return invalid('A pattern has no empty segment and no slash at its ends.');
  }
  if (text === '**') {
    return { kind: 'ok', value: { kind: 'any-depth' } };
  }
  if (text.includes('**')) {
    return invalid(`"**" stands alone between slashes, unlike in ${quoteText(text)}.`);
  }
  const parts: PatternPart[] = [];
  for (const [piece, variable] of text.matchAll(PIECE)) {
    const part = parsePiece(piece, variable);
    if (part.kind === 'invalid') {
      return part;
    }
    parts.push(part.value);
  }
  return { kind: 'ok', value: { kind: 'parts', parts } };
}

/** Splits at slashes outside `${…}`: a label's key may hold one. */
function splitSegments(text: string): string[] {
  const segments: string[] = [''];
  for (const [piece] of text.matchAll(/\$\{[^}]*\}|\/|[^/$]+|\$/g)) {
    if (piece === '/') {
      segments.push('');
    } else {
      segments.push(`${segments.pop()}${piece}`);
    }
  }
  return segments;
}

function literalPrefix(segments: readonly PatternSegment[]): string {
  let prefix = '';
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'any-depth') {
      return prefix;
    }
    prefix += index === 0 ? '' : '/';
    for (const part of segment.parts) {
      if (part.kind !== 'literal') {
        return prefix;
      }
      prefix += part.text;
    }
  }
  return prefix;
}

function findRepeat(segments: readonly PatternSegment[]): string | undefined {
  const seen = new Set<string>();
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'any-depth') {
      if (segments[index - 1]?.kind === 'any-depth') {
        return '"**" next to "**" says nothing more than one.';
      }
      continue;
    }
    for (const part of segment.parts) {
      if (part.kind === 'label' && seen.size === seen.add(part.key).size) {
        return `The label ${quoteText(part.key)} stands twice: its values would mix.`;
      }
    }
  }
  return undefined;
}

/**
 * Parses a name pattern: `*` is any text within a path segment, `**` (alone between slashes) any number of segments
 * and at least one at the end, `${account}` and `${labels.KEY}` the request's values.
 * @example parsePattern('team-${labels.team}/**')
 */
export function parsePattern(source: string): Parsed<NamePattern> {
  if (source.length > PATTERN_MAX_LENGTH) {
    return invalid(`A pattern has at most ${PATTERN_MAX_LENGTH} characters, this one has ${source.length}.`);
  }
  const texts = splitSegments(source);
  if (texts.length > PATTERN_MAX_SEGMENTS) {
    return invalid(`A pattern has at most ${PATTERN_MAX_SEGMENTS} segments, this one has ${texts.length}: use "**".`);
  }
  const segments: PatternSegment[] = [];
  for (const text of texts) {
    const segment = parseSegment(text);
    if (segment.kind === 'invalid') {
      return segment;
    }
    segments.push(segment.value);
  }
  const repeat = findRepeat(segments);
  return repeat === undefined
    ? { kind: 'ok', value: { source, prefix: literalPrefix(segments), segments } }
    : invalid(repeat);
}
