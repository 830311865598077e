import type { Page } from '@wharfinger/admin-access';
import { parseAddress, type WhoCanQuestion } from '@wharfinger/policy';
import { actionsOf, SCOPE_ACTIONS } from '@wharfinger/token';

/** A place in the list of grants: behind so many of one rule. */
export type WhoCanPlace = { rule: string; count: number };

/** Query of `GET /v1/who-can`. */
export type WhoCanQuery = {
  question: WhoCanQuestion;
  /** Undefined: now. */
  at: Date | undefined;
  limit: number;
  after: WhoCanPlace | undefined;
};

export type ParsedWhoCanQuery = { kind: 'ok'; value: WhoCanQuery } | { kind: 'invalid'; reason: string };

/** Query parameters beside `limit` and `cursor`. */
export const WHO_CAN_PARAMETERS: readonly string[] = ['type', 'name', 'action', 'service', 'address', 'at'];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

function invalid(reason: string): { kind: 'invalid'; reason: string } {
  return { kind: 'invalid', reason };
}

/** Parses what is asked; that no other parameter is there, and the page, is for `parsePage` to see. */
export function parseWhoCanQuery(query: URLSearchParams, page: Page): ParsedWhoCanQuery {
  const asked = parseQuestion(query);
  if (asked.kind === 'invalid') return asked;
  const at = query.get('at');
  if (at !== null && (!INSTANT.test(at) || Number.isNaN(Date.parse(at)))) {
    return invalid('at is an instant, 2026-06-01T00:00:00Z.');
  }
  const after = parsePlace(page);
  if (after === 'invalid') return invalid('cursor is the "next" of an earlier page.');
  const value = { question: asked.value, at: at === null ? undefined : new Date(at), limit: page.limit, after };
  return { kind: 'ok', value };
}

/** The type is `repository` unless it is said. */
function parseQuestion(
  query: URLSearchParams,
): { kind: 'ok'; value: WhoCanQuestion } | { kind: 'invalid'; reason: string } {
  const type = query.get('type') ?? 'repository';
  const known = actionsOf(type);
  if (known.length === 0) return invalid(`type is one of ${Object.keys(SCOPE_ACTIONS).join(', ')}.`);
  const name = query.get('name') ?? '';
  if (name === '') return invalid('name says of what, as in name=team/app.');
  const action = query.get('action') ?? '';
  if (!known.includes(action)) return invalid(`action is one of ${known.join(', ')} for the type ${type}.`);
  const question: WhoCanQuestion = { type, name, action };
  const service = query.get('service');
  if (service === '') return invalid('service is empty.');
  if (service !== null) question.service = service;
  const text = query.get('address');
  if (text === null) return { kind: 'ok', value: question };
  const address = parseAddress(text);
  return address.kind === 'ok' ? { kind: 'ok', value: { ...question, address: address.value } } : address;
}

const PLACE = /^(?<rule>[^/]{1,128})\/(?<count>[1-9]\d{0,8})$/;

function parsePlace({ after }: Page): WhoCanPlace | undefined | 'invalid' {
  if (after === undefined) return undefined;
  const { rule, count } = PLACE.exec(after)?.groups ?? {};
  return rule === undefined || count === undefined ? 'invalid' : { rule, count: Number(count) };
}

/** Writes a place as `parseWhoCanQuery` reads it from a cursor. */
export function formatPlace({ rule, count }: WhoCanPlace): string {
  return `${rule}/${count}`;
}
