import { expect, test } from 'vitest';

import { formatPlace, parseWhoCanQuery } from './who-can-query.ts';

const parse = (query: string, after?: string): unknown =>
  parseWhoCanQuery(new URLSearchParams(query), { limit: 2, ...(after === undefined ? {} : { after }) });

test('the least is a name and an action', () => {
  expect(parse('name=team/app&action=push')).toEqual({
    kind: 'ok',
    value: {
      question: { type: 'repository', name: 'team/app', action: 'push' },
      at: undefined,
      limit: 2,
      after: undefined,
    },
  });
});

test('everything', () => {
  const after = formatPlace({ rule: 'default:x', count: 12 });
  expect(
    parse(`type=registry&name=catalog&action=*&service=s&address=10.0.0.7&at=2026-06-01T00:00:00.5%2B02:00`, after),
  ).toEqual({
    kind: 'ok',
    value: {
      question: {
        type: 'registry',
        name: 'catalog',
        action: '*',
        service: 's',
        address: { family: 4, value: 0x0a_00_00_07n },
      },
      at: new Date('2026-05-31T22:00:00.5Z'),
      limit: 2,
      after: { rule: 'default:x', count: 12 },
    },
  });
});

test.each([
  ['name=a', 'action'],
  ['action=push', 'name'],
  ['name=&action=push', 'name'],
  ['name=a&action=', 'action'],
  ['name=a&action=read', 'action'],
  ['name=a&action=push&type=repo', 'type'],
  ['name=a&action=push&service=', 'service'],
  ['name=a&action=push&address=here', 'address'],
  ['name=a&action=push&at=now', 'at '],
  ['name=a&action=push&at=2026-13-01T00:00:00Z', 'at '],
  ['name=a&action=push&at=2026-06-01', 'at '],
])('%s is refused for its %s', (query, what) => {
  expect(parse(query)).toEqual({ kind: 'invalid', reason: expect.stringContaining(what) });
});

test.each(['a', 'a/', '/1', 'a/0', 'a/b/1', 'a/1x'])('%j is no place in the list', (after) => {
  expect(parse('name=a&action=push', after)).toEqual({ kind: 'invalid', reason: expect.stringContaining('cursor') });
});
