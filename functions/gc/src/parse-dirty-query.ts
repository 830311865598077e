/** `cursor` is what the page before gave: a place in the list, never a part of a key that is read or written. */
export type DirtyQuery = { limit: number; cursor: string | undefined };
export type ParsedQuery = { kind: 'ok'; value: DirtyQuery } | { kind: 'invalid'; parameter: string; reason: string };

const PARAMETERS: ReadonlySet<string> = new Set(['limit', 'cursor']);
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
const CURSOR = /^[^\p{Cc}]{1,1024}$/u;

/** Reads `limit` (1 to 1000, default 100) and `cursor`, each given once, and nothing else. */
export function parseDirtyQuery(query: URLSearchParams): ParsedQuery {
  for (const parameter of query.keys()) {
    if (!PARAMETERS.has(parameter)) return invalid(parameter, 'is unknown');
    if (query.getAll(parameter).length > 1) return invalid(parameter, 'is given more than once');
  }
  const limitText = query.get('limit') ?? String(DEFAULT_LIMIT);
  const limit = /^[1-9]\d{0,3}$/.test(limitText) ? Number(limitText) : MAX_LIMIT + 1;
  if (limit > MAX_LIMIT) return invalid('limit', `is not a number from 1 to ${MAX_LIMIT}`);
  const cursor = query.get('cursor') ?? undefined;
  if (cursor !== undefined && !CURSOR.test(cursor)) return invalid('cursor', 'is not one that this list gave');
  return { kind: 'ok', value: { limit, cursor } };
}

function invalid(parameter: string, reason: string): ParsedQuery {
  return { kind: 'invalid', parameter, reason };
}
