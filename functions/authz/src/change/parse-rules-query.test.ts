import { expect, test } from 'vitest';

import { parseRulesQuery } from './parse-rules-query.ts';

const parse = (query: string) => parseRulesQuery(new URLSearchParams(query));

test.each([
  ['', {}],
  ['limit=5', {}],
  ['name=team/app&action=push', { effect: { type: 'repository', name: 'team/app', action: 'push' } }],
  ['type=policy', { effect: { type: 'policy' } }],
  ['account=alice&role=writer', { account: 'alice', role: 'writer' }],
  ['label=groups:dev:ops', { label: { key: 'groups', value: 'dev:ops' } }],
  ['subject=everyone', { subject: 'everyone' }],
  ['subject=signed-in&type=registry&action=*', { subject: 'signed-in', effect: { type: 'registry', action: '*' } }],
])('%s is %j', (query, value) => {
  expect(parse(query)).toEqual({ kind: 'ok', value });
});

test.each([
  'label=groups',
  'label=:dev',
  'label=groups:',
  'subject=nobody',
  'subject=constructor',
  'type=ship',
  'type=constructor',
  'action=sail',
  'type=policy&action=push',
  'account=',
  `name=${'x'.repeat(513)}`,
])('%s is refused', (query) => {
  expect(parse(query).kind).toBe('invalid');
});
