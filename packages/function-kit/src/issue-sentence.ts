import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;
type Size = { origin: string; inclusive?: boolean | undefined };

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

const UNITS: Readonly<Record<string, string>> = { array: ' entries', set: ' entries', string: ' characters' };

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'must be a time such as 2026-11-22T16:00:00Z',
  url: 'must be a URL',
  uuid: 'must be a UUID',
};

/** Says in plain words what is wrong where a schema has none of its own; `undefined` leaves it to zod. */
export function issueSentence(issue: Issue): string | undefined {
  if (issue.code === 'too_small') return atLeast(issue);
  if (issue.code === 'too_big') return `must ${bound(issue, 'at most', 'less than')} ${issue.maximum}${unitOf(issue)}`;
  const isMissing = issue.input === undefined && /^invalid_(?:type|union|value)$/.test(issue.code);
  return isMissing ? 'is missing' : formSentence(issue);
}

function formSentence(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `must be ${oneOf(issue.values)}`;
  if (issue.code === 'invalid_format') return FORMATS[issue.format] ?? 'has another form than it must';
  if (issue.code === 'invalid_key') return issue.issues[0]?.message;
  if (issue.code === 'invalid_union') return 'is none of what this place takes';
  if (issue.code !== 'unrecognized_keys') return undefined;
  return `has what nobody here knows: ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
}

function oneOf(values: readonly unknown[]): string {
  const texts = values.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
  return texts.length === 1 ? texts.join('') : `one of ${texts.join(', ')}`;
}

function atLeast(issue: Size & { minimum: number | bigint }): string {
  if (Number(issue.minimum) === 1 && issue.origin in UNITS) return 'must not be empty';
  return `must ${bound(issue, 'at least', 'more than')} ${issue.minimum}${unitOf(issue)}`;
}

function bound(size: Size, inclusive: string, exclusive: string): string {
  const verb = size.origin in UNITS ? 'have' : 'be';
  return `${verb} ${size.inclusive === false ? exclusive : inclusive}`;
}

function unitOf({ origin }: Size): string {
  return UNITS[origin] ?? '';
}
