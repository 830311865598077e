import { expect, test } from 'vitest';
import { buildClaims } from './build-claims.ts';
import { hasAccess } from './has-access.ts';

const claims = buildClaims({
  issuer: 'wharfinger.example',
  account: 'alice',
  service: 'wharfinger',
  nowSeconds: 0,
  ttlSeconds: 300,
  tokenId: 'token-0001',
  access: [
    { type: 'policy', name: 'default', actions: ['read'] },
    { type: 'policy', name: 'default', actions: ['write'] },
    { type: 'registry', name: 'catalog', actions: ['*'] },
    { type: 'repository', class: 'plugin', name: 'team/app', actions: ['pull'] },
    { type: 'repository', name: '*', actions: ['pull'] },
  ],
});

test.each([
  ['policy', 'default', 'read', true],
  ['policy', 'default', 'write', true],
  ['policy', 'default', 'delete', false],
  ['policy', 'other', 'read', false],
  ['identity', 'default', 'read', false],
  ['registry', 'catalog', '*', true],
  ['registry', 'catalog', 'read', true],
  ['repository', 'team/app', 'pull', true],
  ['repository', 'team/other', 'pull', false],
  ['repository(plugin)', 'team/app', 'pull', false],
  ['', '', '', false],
])('%s:%s:%s → %j', (type, name, action, held) => {
  expect(hasAccess(claims, type, name, action)).toBe(held);
});
