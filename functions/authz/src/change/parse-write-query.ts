/** What a write says about itself: why, whether it may lock the last administrator out, and whether it is only tried. */
export type WriteQuery = { reason: string | null; isForced: boolean; isDryRun: boolean };

export type ParsedWriteQuery = { kind: 'ok'; value: WriteQuery } | { kind: 'invalid'; reason: string };

export const REASON_MAX_LENGTH = 500;

/** Query parameters of every write. */
export const WRITE_PARAMETERS: readonly string[] = ['reason', 'force', 'dryRun'];

/** Control and format characters, lone surrogates and line ends have no place in one line of text. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;

/** Parses `reason`, `force` and `dryRun` of a write. */
export function parseWriteQuery(query: URLSearchParams): ParsedWriteQuery {
  const names = [...query.keys()];
  if (new Set(names).size < names.length) return invalid('A query parameter is there twice.');
  const isForced = flagOf(query, 'force');
  if (isForced === undefined) return invalid('force is true or false.');
  const isDryRun = flagOf(query, 'dryRun');
  if (isDryRun === undefined) return invalid('dryRun is true or false.');
  const reason = query.get('reason');
  if (reason !== null && !isReason(reason)) {
    return invalid(`reason is a line of 1 to ${REASON_MAX_LENGTH} printable characters.`);
  }
  return { kind: 'ok', value: { reason, isForced, isDryRun } };
}

/** Whether a flag is set; `undefined` where it says neither. */
function flagOf(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name) ?? 'false';
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}

function isReason(text: string): boolean {
  return text.length <= REASON_MAX_LENGTH && PRINTABLE.test(text) && text.trim() !== '';
}

function invalid(reason: string): ParsedWriteQuery {
  return { kind: 'invalid', reason };
}
