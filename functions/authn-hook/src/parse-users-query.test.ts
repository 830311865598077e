import { expect, test } from 'vitest';

import { userOf } from '../test/user-of.ts';
import { parseUsersQuery } from './parse-users-query.ts';

const isWanted = (query: string, labels: Record<string, string[]>) => {
  const parsed = parseUsersQuery(new URLSearchParams(query));
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
  expect(parseUsersQuery(new URLSearchParams(query)).kind).toBe('invalid');
});
