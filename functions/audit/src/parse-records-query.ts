import { parseRepositoryName, type RepositoryName } from '@wharfinger/oci';

import { isRecordCursor, type RecordCursor } from './record-key.ts';

export type RecordsQuery = { repository: RepositoryName; limit: number; cursor: RecordCursor | undefined };
export type ParsedQuery = { kind: 'ok'; value: RecordsQuery } | { kind: 'invalid'; parameter: string; reason: string };

const PARAMETERS: ReadonlySet<string> = new Set(['repository', 'limit', 'cursor']);
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** Reads `repository`, `limit` (1 to 1000, default 100) and `cursor`, each given once, and nothing else. */
export function parseRecordsQuery(query: URLSearchParams): ParsedQuery {
  for (const parameter of query.keys()) {
    if (!PARAMETERS.has(parameter)) return invalid(parameter, 'is unknown');
    if (query.getAll(parameter).length > 1) return invalid(parameter, 'is given more than once');
  }
  const name = query.get('repository');
  if (name === null) return invalid('repository', 'is missing');
  const repository = parseRepositoryName(name);
  if (repository.kind === 'invalid')
    return invalid('repository', `is not a repository's name: ${repository.reason.replace(/\.$/, '')}`);
  const limit = parseLimit(query.get('limit') ?? String(DEFAULT_LIMIT));
  if (limit === undefined) return invalid('limit', `is not a number from 1 to ${MAX_LIMIT}`);
  const cursor = query.get('cursor') ?? undefined;
  if (cursor !== undefined && !isRecordCursor(cursor)) return invalid('cursor', 'is not one that this list gave');
  return { kind: 'ok', value: { repository: repository.value, limit, cursor } };
}

function parseLimit(text: string): number | undefined {
  const limit = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : MAX_LIMIT + 1;
  return limit <= MAX_LIMIT ? limit : undefined;
}

function invalid(parameter: string, reason: string): ParsedQuery {
  return { kind: 'invalid', parameter, reason };
}
