import { type Parsed, parseRepositoryName } from '@wharfinger/oci';
import { parseAccount } from '@wharfinger/token';

import { isRecordCursor, type RecordCursor } from './record-key.ts';
import type { RecordPlace } from './record-place.ts';

export type RecordsQuery = { place: RecordPlace; limit: number; cursor: RecordCursor | undefined };
export type ParsedQuery = { kind: 'ok'; value: RecordsQuery } | { kind: 'invalid'; parameter: string; reason: string };

const PARAMETERS: ReadonlySet<string> = new Set(['repository', 'account', 'limit', 'cursor']);
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** Reads `repository` or `account`, `limit` (1 to 1000, default 100) and `cursor`, each given once, and nothing else. */
export function parseRecordsQuery(query: URLSearchParams): ParsedQuery {
  for (const parameter of query.keys()) {
    if (!PARAMETERS.has(parameter)) return invalid(parameter, 'is unknown');
    if (query.getAll(parameter).length > 1) return invalid(parameter, 'is given more than once');
  }
  const place = parsePlace(query.get('repository'), query.get('account'));
  if (place.kind === 'invalid') return place;
  const limit = parseLimit(query.get('limit') ?? String(DEFAULT_LIMIT));
  if (limit === undefined) return invalid('limit', `is not a number from 1 to ${MAX_LIMIT}`);
  const cursor = query.get('cursor') ?? undefined;
  if (cursor !== undefined && !isRecordCursor(cursor)) return invalid('cursor', 'is not one that this list gave');
  return { kind: 'ok', value: { place: place.value, limit, cursor } };
}

type ParsedPlace = { kind: 'ok'; value: RecordPlace } | Extract<ParsedQuery, { kind: 'invalid' }>;

/** An empty account is nobody's, as in a token. */
function parsePlace(repository: string | null, account: string | null): ParsedPlace {
  if (account === null) {
    if (repository === null) return invalid('repository', 'is missing, and so is account');
    const name = parseRepositoryName(repository);
    if (name.kind === 'invalid') return invalid('repository', `is not a repository's name: ${reasonOf(name)}`);
    return { kind: 'ok', value: { kind: 'repository', repository: name.value } };
  }
  if (repository !== null) return invalid('account', 'is given beside repository');
  const name: Parsed<string | null> = account === '' ? { kind: 'ok', value: null } : parseAccount(account);
  if (name.kind === 'invalid') return invalid('account', `is not an account's name: ${reasonOf(name)}`);
  return { kind: 'ok', value: { kind: 'account', account: name.value } };
}

function reasonOf({ reason }: { reason: string }): string {
  return reason.replace(/\.$/, '');
}

function parseLimit(text: string): number | undefined {
  const limit = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : MAX_LIMIT + 1;
  return limit <= MAX_LIMIT ? limit : undefined;
}

function invalid(parameter: string, reason: string): Extract<ParsedQuery, { kind: 'invalid' }> {
  return { kind: 'invalid', parameter, reason };
}
