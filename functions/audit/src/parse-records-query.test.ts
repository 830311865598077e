import { POLICY_CHANGED, POLICY_REFUSED } from '@wharfinger/events';
import { describe, expect, test } from 'vitest';

import { formatDecisionsCursor } from './decisions-cursor.ts';
import { parseRecordsQuery } from './parse-records-query.ts';

describe('parseRecordsQuery', () => {
  test.each([
    [
      'repository=team/app',
      { kind: 'place', place: { kind: 'repository', repository: 'team/app' }, limit: 100, cursor: undefined },
    ],
    [
      'repository=team%2Fapp&limit=1',
      { kind: 'place', place: { kind: 'repository', repository: 'team/app' }, limit: 1, cursor: undefined },
    ],
    [
      'limit=1000&repository=a&cursor=0-f',
      { kind: 'place', place: { kind: 'repository', repository: 'a' }, limit: 1000, cursor: '0-f' },
    ],
    [
      'account=alice%2Bci',
      { kind: 'place', place: { kind: 'account', account: 'alice+ci' }, limit: 100, cursor: undefined },
    ],
    [
      'account=anonymous2&limit=2',
      { kind: 'place', place: { kind: 'account', account: 'anonymous2' }, limit: 2, cursor: undefined },
    ],
    ['kind=policy&limit=5', { kind: 'place', place: { kind: 'policy' }, limit: 5, cursor: undefined }],
    [
      'kind=policy&type=refused&cursor=0-f',
      { kind: 'place', place: { kind: 'policy' }, type: POLICY_REFUSED, limit: 100, cursor: '0-f' },
    ],
    [
      'kind=policy&type=changed',
      { kind: 'place', place: { kind: 'policy' }, type: POLICY_CHANGED, limit: 100, cursor: undefined },
    ],
    [
      'kind=decisions&since=2026-11-22T16:00:00%2B01:00',
      { kind: 'decisions', since: '2026-11-22T16:00:00+01:00', limit: 100, cursor: undefined },
    ],
    [
      `kind=decisions&since=2026-11-22T16:00:00Z&cursor=${formatDecisionsCursor('accounts/a/~')}`,
      { kind: 'decisions', since: '2026-11-22T16:00:00Z', limit: 100, cursor: 'accounts/a/~' },
    ],
    ['account=', { kind: 'place', place: { kind: 'account', account: null }, limit: 100, cursor: undefined }],
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
    ['kind=', 'kind'],
    ['kind=auth', 'kind'],
    ['kind=policy&repository=a', 'kind'],
    ['kind=policy&account=', 'kind'],
    ['kind=policy&cursor=a/b', 'cursor'],
    ['kind=policy&since=2026-11-22T16:00:00Z', 'since'],
    ['account=a&since=2026-11-22T16:00:00Z', 'since'],
    ['kind=decisions', 'since'],
    ['kind=decisions&since=', 'since'],
    ['kind=decisions&since=yesterday', 'since'],
    ['kind=decisions&since=2026-11-22T16:00:00Z&since=2026-11-22T16:00:00Z', 'since'],
    ['kind=decisions&since=2026-11-22T16:00:00Z&limit=1001', 'limit'],
    ['kind=decisions&since=2026-11-22T16:00:00Z&cursor=', 'cursor'],
    ['kind=decisions&since=2026-11-22T16:00:00Z&cursor=0-f', 'cursor'],
    ['kind=decisions&since=2026-11-22T16:00:00Z&cursor=_w', 'cursor'],
    [`kind=decisions&since=2026-11-22T16:00:00Z&cursor=${formatDecisionsCursor('accounts/a\u0000')}`, 'cursor'],
    ['kind=policy&type=', 'type'],
    ['kind=policy&type=made', 'type'],
    ['kind=policy&type=changed&type=refused', 'type'],
    ['kind=decisions&since=2026-11-22T16:00:00Z&type=changed', 'type'],
    ['account=a&type=changed', 'type'],
    [`kind=decisions&since=2026-11-22T16:00:00Z&cursor=${'A'.repeat(3000)}`, 'cursor'],
  ])('%s is refused for its %s', (query, parameter) => {
    expect(parseRecordsQuery(new URLSearchParams(query))).toMatchObject({ kind: 'invalid', parameter });
  });
});
