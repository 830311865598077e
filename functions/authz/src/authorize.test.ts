import { expect, test } from 'vitest';

import { compiled } from '../test/decide.ts';
import { authorize } from './authorize.ts';
import { DEFAULT_POLICY } from './default-policy.ts';

const caller = { account: 'alice', labels: new Map(), address: null, service: 'registry.example' };

test('every scope is answered by itself, in the order of the request, doubles and class included', () => {
  const scopes = [
    { type: 'repository', name: 'bob/app', actions: ['pull'] },
    { type: 'repository', class: 'plugin', name: 'alice/app', actions: ['push', 'fly'] },
    { type: 'repository', name: 'bob/app', actions: ['*'] },
  ];
  expect(authorize(compiled(DEFAULT_POLICY), { caller, scopes }, new Date(0))).toStrictEqual([
    {
      type: 'repository',
      name: 'bob/app',
      requested: ['pull'],
      granted: [],
      rule: null,
      reason: 'pull granted by no binding',
    },
    {
      type: 'repository',
      class: 'plugin',
      name: 'alice/app',
      requested: ['push', 'fly'],
      granted: ['push'],
      rule: 'default:own-namespace',
      reason: 'fly granted by no binding; push granted by binding default:own-namespace',
    },
    {
      type: 'repository',
      name: 'bob/app',
      requested: ['*'],
      granted: [],
      rule: null,
      reason: 'delete, pull, push granted by no binding',
    },
  ]);
});
