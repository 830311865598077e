import { describe, expect, test } from 'vitest';

import { explainBodySchema, simulatedRequestSchema } from './explain-request.ts';

const LEAST = { account: 'alice', scope: 'repository:team/app:push,pull' };

test('the least is who and what', () => {
  expect(explainBodySchema.parse(LEAST)).toEqual({
    account: 'alice',
    labels: {},
    address: null,
    service: undefined,
    scope: { type: 'repository', name: 'team/app', actions: ['pull', 'push'] },
    restrictions: null,
    at: undefined,
  });
});

test('a scope may be in parts, and such as there can’t be', () => {
  const parts = { type: 'thing', name: 'a//b', actions: ['x'] };
  expect(explainBodySchema.parse({ account: null, ...parts, at: '2026-06-01T02:00:00+02:00' })).toMatchObject({
    account: null,
    scope: parts,
    at: new Date('2026-06-01T00:00:00Z'),
  });
});

test('a simulated request has a count', () => {
  expect(simulatedRequestSchema.parse(LEAST)).toMatchObject({ account: 'alice', count: 1 });
  expect(simulatedRequestSchema.parse({ ...LEAST, count: 7 }).count).toBe(7);
  expect(simulatedRequestSchema.safeParse({ ...LEAST, count: 0 }).success).toBe(false);
  expect(simulatedRequestSchema.safeParse({ ...LEAST, scope: 'x' }).success).toBe(false);
});

describe('what is wrong is told with its place', () => {
  test.each<[object, string]>([
    [{ account: undefined }, 'account'],
    [{ account: 'Alice' }, 'account'],
    [{ account: '' }, 'account'],
    [{ address: '10.0.0' }, 'address'],
    [{ labels: { groups: 'dev' } }, 'labels.groups'],
    [{ labels: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, []])) }, 'labels'],
    [{ service: '' }, 'service'],
    [{ scope: 'team/app' }, 'scope'],
    [{ scope: undefined }, 'scope'],
    [{ type: 'repository' }, 'scope'],
    [{ name: 'team/app' }, 'scope'],
    [{ actions: ['pull'] }, 'scope'],
    [{ scope: undefined, type: 'repository' }, 'name'],
    [{ scope: undefined, type: 'repository', name: 'a' }, 'actions'],
    [{ restrictions: ['repository:team/*'] }, 'restrictions.0'],
    [{ at: 'now' }, 'at'],
    [{ group: 'dev' }, ''],
  ])('%j at %s', (change, path) => {
    const parsed = explainBodySchema.safeParse({ ...LEAST, ...change });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
