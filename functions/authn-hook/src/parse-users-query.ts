import type { Page, ParsedPage } from '@wharfinger/admin-access';

import type { UserDocument } from './user-document.ts';

export type UsersQuery = { page: Page; isWanted: (user: Pick<UserDocument, 'labels'>) => boolean };

export type ParsedUsersQuery = { kind: 'ok'; value: UsersQuery } | { kind: 'invalid'; reason: string };

const LABEL = /^(?<key>[a-z][a-z0-9_-]{0,62}):(?<value>\S{1,128})$/;

/** Parses the query of a list of users: of a page of it those with one value of a label (`groups:developers`). */
export function parseUsersQuery(query: URLSearchParams, page: ParsedPage): ParsedUsersQuery {
  if (page.kind === 'invalid') return page;
  const text = query.get('label');
  if (text === null) return { kind: 'ok', value: { page: page.value, isWanted: () => true } };
  const { key, value } = LABEL.exec(text)?.groups ?? {};
  if (key === undefined || value === undefined)
    return { kind: 'invalid', reason: 'label is a key and a value: groups:developers.' };
  const isWanted: UsersQuery['isWanted'] = ({ labels }) =>
    Object.hasOwn(labels, key) && (labels[key] ?? []).includes(value);
  return { kind: 'ok', value: { page: page.value, isWanted } };
}
