import { epochNanoseconds } from '@wharfinger/events';

import type { RecordPlace } from './record-place.ts';

const LAST_NANOSECOND = epochNanoseconds('9999-12-31T23:59:59.999999999Z');
// As many as the first time that RFC 3339 can write needs.
const INVERTED_DIGITS = 21;
const SUFFIX = '.json';
const CURSOR = /^[A-Za-z0-9._-]{1,128}$/;

/** A record's place on its list; text that only the functions here make or check. */
export type RecordCursor = string & { readonly recordCursor: unique symbol };

/**
 * Where the records of one place are, and no others: no component of a repository's name begins with `_`, and an account
 * is one component.
 */
export function recordsPrefix(site: string, place: RecordPlace): string {
  if (place.kind === 'repository') return `audit/${site}/repositories/${place.repository}/_records/`;
  return place.account === null ? `audit/${site}/auth/anonymous/` : `audit/${site}/auth/accounts/${place.account}/`;
}

/**
 * The name of a record below its prefix: it follows from the event, so that a duplicate has the same one, and the last
 * event sorts first.
 */
export function recordName(eventTime: string, identityHex: string): string {
  const inverted = LAST_NANOSECOND - epochNanoseconds(eventTime);
  return `${inverted.toString().padStart(INVERTED_DIGITS, '0')}-${identityHex}${SUFFIX}`;
}

/** Whether a text that came from outside can be a cursor; it then holds no `/` and stays below its prefix. */
export function isRecordCursor(text: string): text is RecordCursor {
  return CURSOR.test(text);
}

/** The cursor that goes on after a key of the list. */
export function cursorAt(prefix: string, key: string): string {
  return key.slice(prefix.length, key.endsWith(SUFFIX) ? -SUFFIX.length : undefined);
}

/** The key after which a list goes on. */
export function keyAtCursor(prefix: string, cursor: RecordCursor): string {
  return `${prefix}${cursor}${SUFFIX}`;
}
