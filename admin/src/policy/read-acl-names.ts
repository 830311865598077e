import { labelKeySchema } from '@wharfinger/identities';
import { type NamePattern, parsePattern } from '@wharfinger/token';

import type { Reading } from './acl-region.ts';
import { readTextPattern, type TextPattern } from './read-text-pattern.ts';

/** Patterns for the names that one of docker_auth's patterns matches; `null`: every name. */
export type Names = readonly NamePattern[] | null;

const PIECE = /\$\{account\}|\$\{labels:(?<key>[^}]+)\}|\*|[^*$]+|\$/g;
const IN_NAMES = /^[a-z0-9._/-]+$/;

/** Reads what an entry says of names. */
export function readAclNames(source: string | undefined): Reading<Names> {
  const pattern: TextPattern = source === undefined ? { kind: 'anything' } : readTextPattern(source);
  switch (pattern.kind) {
    case 'anything':
    case 'something': {
      return { value: null };
    }
    case 'nothing': {
      return { value: [], problem: 'name: no repository is without a name' };
    }
    case 'other': {
      return { value: null, problem: `name: ${pattern.reason}` };
    }
    case 'texts': {
      return readEach(pattern.texts);
    }
    case 'glob': {
      return readEach([pattern.text]);
    }
    case 'beginning': {
      return readBeginning(pattern);
    }
  }
}

function readBeginning({ text, needsMore }: Extract<TextPattern, { kind: 'beginning' }>): Reading<Names> {
  if (text.endsWith('/')) return readEach([`${text}**`]);
  return needsMore
    ? { value: null, problem: 'name: at least one more character, with or without a slash, is said by no pattern here' }
    : readEach([`${text}*`, `${text}*/**`]);
}

function readEach(sources: readonly string[]): Reading<Names> {
  const names: NamePattern[] = [];
  let problem: string | undefined;
  for (const source of sources) {
    const read = readOne(source);
    if (read.kind === 'unclear') return { value: null, problem: `name: ${read.reason}` };
    if (read.kind === 'ok') names.push(read.value);
    else problem = `name: no repository can be called ${source}`;
  }
  return problem === undefined ? { value: names } : { value: names, problem };
}

type ReadName = { kind: 'ok'; value: NamePattern } | { kind: 'never' } | { kind: 'unclear'; reason: string };

function readOne(source: string): ReadName {
  const pieces = [...source.matchAll(PIECE)].map(({ 0: text, groups }) => ({ text, key: groups?.['key'] }));
  const reason = pieces.map(unclearPiece).find((each) => each !== undefined);
  if (reason !== undefined) return { kind: 'unclear', reason };
  const text = pieces.map((piece) => (piece.key === undefined ? piece.text : `\${labels.${piece.key}}`)).join('');
  if (!pieces.every(canBeInName) || text.split('/').includes('')) return { kind: 'never' };
  const pattern = parsePattern(text);
  return pattern.kind === 'ok' ? pattern : { kind: 'unclear', reason: pattern.reason };
}

type Piece = { text: string; key: string | undefined };

function unclearPiece({ text, key }: Piece): string | undefined {
  if (text === '$') return 'it has a variable other than ${account} and ${labels:KEY}';
  return key === undefined || labelKeySchema.safeParse(key).success ? undefined : `no label has the key ${key} here`;
}

function canBeInName({ text }: Piece): boolean {
  return text === '*' || text.startsWith('${') || IN_NAMES.test(text);
}

/** Whether a label's value stands in the pattern: to docker_auth it may have slashes, here it is within one segment. */
export function hasLabelVariable(pattern: NamePattern): boolean {
  return pattern.segments.some(
    (segment) => segment.kind === 'parts' && segment.parts.some((part) => part.kind === 'label'),
  );
}

/** Whether `${account}` has something beside it in its segment, which would be left of it for nobody. */
export function isAccountJoined(pattern: NamePattern): boolean {
  return pattern.segments.some(
    (segment) =>
      segment.kind === 'parts' && segment.parts.length > 1 && segment.parts.some((part) => part.kind === 'account'),
  );
}

/** A pattern for every name that docker_auth may match, whatever the labels hold. */
export function widenLabels(pattern: NamePattern): NamePattern {
  if (!hasLabelVariable(pattern)) return pattern;
  const wide = pattern.source.replaceAll(/[^/]*\$\{labels\.[^}]+\}[^/]*/g, '**').replaceAll(/\*\*(?:\/\*\*)+/g, '**');
  const parsed = parsePattern(wide);
  if (parsed.kind === 'invalid') throw new TypeError(parsed.reason);
  return parsed.value;
}
