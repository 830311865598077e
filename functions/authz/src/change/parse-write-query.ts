/** What a write says about itself: why, and whether it may lock the last administrator out. */
export type WriteQuery = { reason: string | null; isForced: boolean };

export type ParsedWriteQuery = { kind: 'ok'; value: WriteQuery } | { kind: 'invalid'; reason: string };

export const REASON_MAX_LENGTH = 500;

/** Control and format characters, lone surrogates and line ends have no place in one line of text. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;

/** Parses `reason` and `force` of a write; any other parameter is refused, not overlooked. */
export function parseWriteQuery(query: URLSearchParams): ParsedWriteQuery {
  const names = [...query.keys()];
  if (names.some((name) => name !== 'reason' && name !== 'force')) return invalid('There is no such query parameter.');
  if (new Set(names).size < names.length) return invalid('A query parameter is there twice.');
  const force = query.get('force') ?? 'false';
  if (force !== 'true' && force !== 'false') return invalid('force is true or false.');
  const reason = query.get('reason');
  if (reason !== null && !isReason(reason)) {
    return invalid(`reason is a line of 1 to ${REASON_MAX_LENGTH} printable characters.`);
  }
  return { kind: 'ok', value: { reason, isForced: force === 'true' } };
}

function isReason(text: string): boolean {
  return text.length <= REASON_MAX_LENGTH && PRINTABLE.test(text) && text.trim() !== '';
}

function invalid(reason: string): ParsedWriteQuery {
  return { kind: 'invalid', reason };
}
