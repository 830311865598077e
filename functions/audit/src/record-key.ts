import { epochNanoseconds } from '@wharfinger/events';
import { parseAccount } from '@wharfinger/token';

import type { RecordPlace } from './record-place.ts';

const LAST_NANOSECOND = epochNanoseconds('9999-12-31T23:59:59.999999999Z');
// As many as the first time that RFC 3339 can write needs.
const INVERTED_DIGITS = 21;
const SUFFIX = '.json';
const RECORD_NAME = /^\d{21}-[0-9a-f]{32}\.json$/;
const CURSOR = /^[A-Za-z0-9._-]{1,128}$/;

/** A record's place on its list; text that only the functions here make or check. */
export type RecordCursor = string & { readonly recordCursor: unique symbol };

/**
 * Where the records of one place are, and no others: no component of a repository's name begins with `_`, and an account
 * is one component.
 */
export function recordsPrefix(site: string, place: RecordPlace): string {
  if (place.kind === 'repository') return `audit/${site}/repositories/${place.repository}/_records/`;
  if (place.kind === 'policy') return `audit/${site}/policy/`;
  const decisions = decisionsPrefix(site);
  return place.account === null ? `${decisions}anonymous/` : `${decisions}accounts/${place.account}/`;
}

/** Where the records of all accounts are, and of nobody's. */
export function decisionsPrefix(site: string): string {
  return `audit/${site}/auth/`;
}

/** Whose decision a key below `decisionsPrefix` records; undefined when it is nobody's place. */
export function decisionPlace(site: string, key: string): RecordPlace | undefined {
  const [folder = '', ...rest] = key.slice(decisionsPrefix(site).length).split('/');
  if (folder === 'anonymous' && rest.length === 1) return { kind: 'account', account: null };
  const account = parseAccount(rest[0] ?? '');
  if (folder !== 'accounts' || rest.length !== 2 || account.kind === 'invalid') return undefined;
  return { kind: 'account', account: account.value };
}

/**
 * The name of a record below its prefix: it follows from the event, so that a duplicate has the same one, and the last
 * event sorts first.
 */
export function recordName(eventTime: string, identityHex: string): string {
  return `${invertedTime(eventTime)}-${identityHex}${SUFFIX}`;
}

/** Whether a name is one that a record of an earlier event than one at that time has. */
export function isBefore(name: string, eventTime: string): boolean {
  return RECORD_NAME.test(name) && name.slice(0, INVERTED_DIGITS) > invertedTime(eventTime);
}

function invertedTime(eventTime: string): string {
  return (LAST_NANOSECOND - epochNanoseconds(eventTime)).toString().padStart(INVERTED_DIGITS, '0');
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
