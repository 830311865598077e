import { parsePage } from '@wharfinger/admin-access';
import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import { type ParsedUsersQuery, parseUsersQuery } from './parse-users-query.ts';

function parse(text: string): ParsedUsersQuery {
  const query = new URLSearchParams(text);
  return parseUsersQuery(query, parsePage(query, ['label']));
}

const isWanted = (query: string, labels: Record<string, string[]>) => {
  const parsed = parse(query);
  return parsed.kind === 'ok' && parsed.value.isWanted(userOf('alice', { labels }));
};

test.each([
  ['', {}, true],
  ['label=groups:developers', { groups: ['owners', 'developers'] }, true],
  ['label=groups:developers', { groups: ['owners'] }, false],
  ['label=groups:developers', { team: ['developers'] }, false],
  ['label=constructor:x', {}, false],
  ['label=groups:a:b', { groups: ['a:b'] }, true],
])('by %s a user with %o is wanted: %s', (query, labels, expected) => {
  expect(isWanted(query, labels)).toBe(expected);
});

test.each(['label=groups', 'label=', 'label=:x', 'label=groups:', 'group=developers'])('%s is refused', (query) => {
  expect(parse(query).kind).toBe('invalid');
});
