import { describeUnknownParameter } from './unknown-parameter.ts';

/** One page of a list: at most `limit`, from behind `after`. */
export type Page = { limit: number; after?: string };

export type ParsedPage = { kind: 'ok'; value: Page } | { kind: 'invalid'; reason: string };

export const PAGE_DEFAULT_LIMIT = 100;
export const PAGE_MAX_LIMIT = 500;

const LIMIT = /^[1-9]\d{0,3}$/;
const CURSOR = /^[A-Za-z0-9_-]{1,512}$/;

/** Parses `limit` and `cursor` of a list; any other parameter than these and the `known` is refused, not overlooked. */
export function parsePage(query: URLSearchParams, known: readonly string[] = []): ParsedPage {
  const names = [...query.keys()];
  const unknown = describeUnknownParameter(query, ['limit', 'cursor', ...known]);
  if (unknown !== undefined) return { kind: 'invalid', reason: unknown };
  if (new Set(names).size < names.length) return { kind: 'invalid', reason: 'A query parameter is there twice.' };
  const limit = query.get('limit') ?? String(PAGE_DEFAULT_LIMIT);
  if (!LIMIT.test(limit) || Number(limit) > PAGE_MAX_LIMIT) {
    return { kind: 'invalid', reason: `limit is a number from 1 to ${PAGE_MAX_LIMIT}.` };
  }
  const cursor = query.get('cursor');
  if (cursor === null) return { kind: 'ok', value: { limit: Number(limit) } };
  const after = parseCursor(cursor);
  return after === undefined
    ? { kind: 'invalid', reason: 'cursor is the "next" of an earlier page.' }
    : { kind: 'ok', value: { limit: Number(limit), after } };
}

/** Makes the cursor of the next page; `null` on the last. */
export function formatCursor(nextAfter: string | undefined): string | null {
  return nextAfter === undefined ? null : Buffer.from(nextAfter, 'utf8').toString('base64url');
}

function parseCursor(cursor: string): string | undefined {
  if (!CURSOR.test(cursor)) return undefined;
  const after = Buffer.from(cursor, 'base64url').toString('utf8');
  return formatCursor(after) === cursor ? after : undefined;
}
