import { describe, expect, test } from 'vitest';

import { parseRecordsQuery } from './parse-records-query.ts';

describe('parseRecordsQuery', () => {
  test.each([
    ['repository=team/app', { repository: 'team/app', limit: 100, cursor: undefined }],
    ['repository=team%2Fapp&limit=1', { repository: 'team/app', limit: 1, cursor: undefined }],
    ['limit=1000&repository=a&cursor=0-f', { repository: 'a', limit: 1000, cursor: '0-f' }],
  ])('%s', (query, value) => {
    expect(parseRecordsQuery(new URLSearchParams(query))).toEqual({ kind: 'ok', value });
  });

  test.each([
    ['', 'repository'],
    ['repository=/a', 'repository'],
    ['repository=a&repository=a', 'repository'],
    ['repository=a&limit=', 'limit'],
    ['repository=a&limit=-1', 'limit'],
    ['repository=a&limit=01', 'limit'],
    ['repository=a&limit=9999', 'limit'],
    ['repository=a&limit=10000', 'limit'],
    ['repository=a&cursor=a/b', 'cursor'],
    ['repository=a&x=1', 'x'],
  ])('%s is refused for its %s', (query, parameter) => {
    expect(parseRecordsQuery(new URLSearchParams(query))).toMatchObject({ kind: 'invalid', parameter });
  });
});
