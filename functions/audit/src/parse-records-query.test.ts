import { describe, expect, test } from 'vitest';

import { parseRecordsQuery } from './parse-records-query.ts';

describe('parseRecordsQuery', () => {
  test.each([
    ['repository=team/app', { place: { kind: 'repository', repository: 'team/app' }, limit: 100, cursor: undefined }],
    [
      'repository=team%2Fapp&limit=1',
      { place: { kind: 'repository', repository: 'team/app' }, limit: 1, cursor: undefined },
    ],
    [
      'limit=1000&repository=a&cursor=0-f',
      { place: { kind: 'repository', repository: 'a' }, limit: 1000, cursor: '0-f' },
    ],
    ['account=alice%2Bci', { place: { kind: 'account', account: 'alice+ci' }, limit: 100, cursor: undefined }],
    ['account=anonymous2&limit=2', { place: { kind: 'account', account: 'anonymous2' }, limit: 2, cursor: undefined }],
    ['account=', { place: { kind: 'account', account: null }, limit: 100, cursor: undefined }],
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
    ['repository=a&account=a', 'account'],
    ['repository=&account=', 'account'],
    ['account=a&account=a', 'account'],
    ['account=a&account=', 'account'],
    ['account=Alice', 'account'],
    ['account=anonymous', 'account'],
    ['account=a%2Fb', 'account'],
    ['account=..', 'account'],
    ['account=_', 'account'],
    ['account=a%00', 'account'],
    ['account=a&limit=0', 'limit'],
  ])('%s is refused for its %s', (query, parameter) => {
    expect(parseRecordsQuery(new URLSearchParams(query))).toMatchObject({ kind: 'invalid', parameter });
  });
});
