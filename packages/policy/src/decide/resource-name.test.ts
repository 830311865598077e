import { describe, expect, test } from 'vitest';

import { parseResourceName, soleNameOf } from './resource-name.ts';

test.each([
  ['repository', undefined],
  ['registry', 'catalog'],
  ['policy', 'default'],
  ['audit', 'default'],
  ['ship', undefined],
  ['constructor', undefined],
])('the only name of the type %s is %s', (type, name) => {
  expect(soleNameOf(type)).toBe(name);
});

describe('parseResourceName', () => {
  test.each([
    ['repository', 'team/app'],
    ['repository', 'default'],
    ['registry', 'catalog'],
    ['policy', 'default'],
    ['ship', 'anne'],
  ])('takes of the type %s %s', (type, name) => {
    expect(parseResourceName(type, name)).toEqual({ kind: 'ok', value: name });
  });

  test.each([
    ['repository', 'Team/App', '"Team/App" is not a repository name'],
    ['registry', 'default', '"default" is no name of the type registry: the only one is catalog.'],
    ['policy', 'catalog', '"catalog" is no name of the type policy: the only one is default.'],
    ['policy', 'default\n', 'is no name of the type policy'],
  ])('refuses of the type %s %j', (type, name, reason) => {
    expect(parseResourceName(type, name)).toEqual({ kind: 'invalid', reason: expect.stringContaining(reason) });
  });
});
