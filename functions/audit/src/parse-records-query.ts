import { isEventTime, POLICY_CHANGED, POLICY_REFUSED, type PolicyEventType } from '@wharfinger/events';
import { type Parsed, parseRepositoryName } from '@wharfinger/oci';
import { parseAccount } from '@wharfinger/token';

import { type DecisionsPosition, parseDecisionsCursor } from './decisions-cursor.ts';
import { isRecordCursor, type RecordCursor } from './record-key.ts';
import type { RecordPlace } from './record-place.ts';

/** The records of one place, newest first; where there is a `type`, of such events alone. */
export type PlaceQuery = {
  kind: 'place';
  place: RecordPlace;
  type?: PolicyEventType | undefined;
  limit: number;
  cursor: RecordCursor | undefined;
};
/** The decisions of all accounts since a time, RFC 3339. */
export type DecisionsQuery = { kind: 'decisions'; since: string; limit: number; cursor: DecisionsPosition | undefined };
export type RecordsQuery = PlaceQuery | DecisionsQuery;
type InvalidQuery = { kind: 'invalid'; parameter: string; reason: string };
export type ParsedQuery = { kind: 'ok'; value: RecordsQuery } | InvalidQuery;

/** Exactly one of them says of what the records are. */
const SUBJECTS = ['repository', 'account', 'kind'] as const;
const PARAMETERS: ReadonlySet<string> = new Set([...SUBJECTS, 'since', 'type', 'limit', 'cursor']);
const TYPES: ReadonlyMap<string, PolicyEventType> = new Map([
  ['changed', POLICY_CHANGED],
  ['refused', POLICY_REFUSED],
]);
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/**
 * Reads `repository`, `account` or `kind`, `limit` (1 to 1000, default 100) and `cursor`, with `kind=decisions` `since`,
 * and with `kind=policy` `type`, each given once, and nothing else.
 */
export function parseRecordsQuery(query: URLSearchParams): ParsedQuery {
  const fault = findParameterFault(query);
  if (fault !== undefined) return fault;
  const [subject, another] = SUBJECTS.filter((parameter) => query.has(parameter));
  if (subject === undefined) return invalid('repository', 'is missing, and so are account and kind');
  if (another !== undefined) return invalid(another, `is given beside ${subject}`);
  const limit = parseLimit(query.get('limit') ?? String(DEFAULT_LIMIT));
  if (limit === undefined) return invalid('limit', `is not a number from 1 to ${MAX_LIMIT}`);
  if (query.has('type') && query.get('kind') !== 'policy') return invalid('type', 'is for kind=policy alone');
  if (query.get('kind') === 'decisions') return parseDecisionsQuery(query, limit);
  if (query.has('since')) return invalid('since', 'is for kind=decisions alone');
  const place = parsePlace(subject, query.get(subject) ?? '');
  return place.kind === 'invalid' ? place : parsePlaceQuery(query, place.value, limit);
}

const FOREIGN_CURSOR = invalid('cursor', 'is not one that this list gave');

function findParameterFault(query: URLSearchParams): InvalidQuery | undefined {
  for (const parameter of query.keys()) {
    if (!PARAMETERS.has(parameter)) return invalid(parameter, 'is unknown');
    if (query.getAll(parameter).length > 1) return invalid(parameter, 'is given more than once');
  }
  return undefined;
}

function parsePlaceQuery(query: URLSearchParams, place: RecordPlace, limit: number): ParsedQuery {
  const cursor = query.get('cursor') ?? undefined;
  if (cursor !== undefined && !isRecordCursor(cursor)) return FOREIGN_CURSOR;
  const text = query.get('type');
  if (text === null) return { kind: 'ok', value: { kind: 'place', place, limit, cursor } };
  const type = TYPES.get(text);
  if (type === undefined) return invalid('type', 'is neither changed nor refused');
  return { kind: 'ok', value: { kind: 'place', place, type, limit, cursor } };
}

function parseDecisionsQuery(query: URLSearchParams, limit: number): ParsedQuery {
  const since = query.get('since');
  if (since === null) return invalid('since', 'is missing: from when on decisions are wanted');
  if (!isEventTime(since)) return invalid('since', 'is not an RFC 3339 time such as 2026-11-23T08:00:00Z');
  const text = query.get('cursor');
  const cursor = text === null ? undefined : parseDecisionsCursor(text);
  if (text !== null && cursor === undefined) return FOREIGN_CURSOR;
  return { kind: 'ok', value: { kind: 'decisions', since, limit, cursor } };
}

type ParsedPlace = { kind: 'ok'; value: RecordPlace } | InvalidQuery;

function parsePlace(subject: (typeof SUBJECTS)[number], text: string): ParsedPlace {
  switch (subject) {
    case 'kind': {
      return text === 'policy'
        ? { kind: 'ok', value: { kind: 'policy' } }
        : invalid('kind', 'is neither policy nor decisions');
    }
    case 'repository': {
      const name = parseRepositoryName(text);
      if (name.kind === 'invalid') return invalid('repository', `is not a repository's name: ${reasonOf(name)}`);
      return { kind: 'ok', value: { kind: 'repository', repository: name.value } };
    }
    case 'account': {
      // An empty account is nobody's, as in a token.
      const name: Parsed<string | null> = text === '' ? { kind: 'ok', value: null } : parseAccount(text);
      if (name.kind === 'invalid') return invalid('account', `is not an account's name: ${reasonOf(name)}`);
      return { kind: 'ok', value: { kind: 'account', account: name.value } };
    }
  }
}

function reasonOf({ reason }: { reason: string }): string {
  return reason.replace(/\.$/, '');
}

function parseLimit(text: string): number | undefined {
  const limit = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : MAX_LIMIT + 1;
  return limit <= MAX_LIMIT ? limit : undefined;
}

function invalid(parameter: string, reason: string): InvalidQuery {
  return { kind: 'invalid', parameter, reason };
}
