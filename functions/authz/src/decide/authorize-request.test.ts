import { MAX_SCOPES } from '@wharfinger/native-api';
import { describe, expect, test } from 'vitest';

import { authorizeRequestSchema } from './authorize-request.ts';

const SCOPE = { type: 'repository', name: 'team/app', actions: ['pull'] };
const BODY = {
  account: 'alice',
  labels: { groups: ['dev', 'ops'] },
  address: '10.0.0.7',
  service: 'registry.example',
  scopes: [SCOPE],
};

function places(body: unknown): string[] | undefined {
  return authorizeRequestSchema.safeParse(body).error?.issues.map(({ path }) => path.join('.'));
}

describe('authorizeRequestSchema', () => {
  test('gives a caller and scopes', () => {
    const classed = { ...SCOPE, class: 'plugin' };
    expect(authorizeRequestSchema.parse({ ...BODY, scopes: [SCOPE, classed] })).toStrictEqual({
      caller: {
        account: 'alice',
        labels: new Map([['groups', new Set(['dev', 'ops'])]]),
        address: { family: 4, value: 0x0a000007n },
        service: 'registry.example',
      },
      scopes: [SCOPE, classed],
      restrictions: null,
    });
  });

  test.each([
    ['null is no restriction', null, null],
    ['an empty list covers nothing', [], []],
    [
      'a pattern that means nothing covers nothing',
      ['repository:team', 'ship:team:sail', 'repository:Team/*:pull'],
      [],
    ],
    [
      'a pattern covers its actions, `*` those of its type',
      ['repository:team/**:pull,push', 'gc:default:*', 'registry:catalog:*'],
      [
        { type: 'repository', name: { source: 'team/**' }, actions: new Set(['pull', 'push']) },
        { type: 'gc', name: { source: 'default' }, actions: new Set(['read', 'restore', 'run']) },
        { type: 'registry', name: { source: 'catalog' }, actions: new Set(['*']) },
      ],
    ],
  ])('restrictions: %s', (_, patterns, restrictions) => {
    expect(authorizeRequestSchema.parse({ ...BODY, restrictions: patterns })).toMatchObject({ restrictions });
  });

  test.each([
    ['null is anonymous', { account: null }, { account: null }],
    ['so is the empty account', { account: '' }, { account: null }],
    ['the anonymous caller has no labels', { account: null }, { labels: new Map() }],
    ['nor has the empty account', { account: '' }, { labels: new Map() }],
    ['nobody has a label of the system’s', { labels: { 'wharfinger-team': ['dev'] } }, { labels: new Map() }],
    ['an address may be unknown', { address: null }, { address: null }],
    ['labels may be absent', { labels: undefined }, { labels: new Map() }],
    [
      'labels named like a property of every object are labels',
      { labels: { constructor: ['a'] } },
      { labels: new Map([['constructor', new Set(['a'])]]) },
    ],
  ])('%s', (_, change, caller) => {
    expect(authorizeRequestSchema.parse({ ...BODY, ...change })).toMatchObject({ caller });
  });

  test('no scopes are no error', () => {
    expect(authorizeRequestSchema.parse({ ...BODY, scopes: [] }).scopes).toEqual([]);
  });

  test('a scope of an unknown type, name or action is for the decision to refuse', () => {
    const scopes = [{ type: 'ship', name: '../*', actions: ['sail'] }];
    expect(authorizeRequestSchema.parse({ ...BODY, scopes }).scopes).toEqual(scopes);
  });

  test.each([
    ['account', { account: undefined }],
    ['account', { account: 'bob p' }],
    ['account', { account: 'Bob' }],
    ['account', { account: 7 }],
    ['address', { address: 'localhost' }],
    ['address', { address: undefined }],
    ['service', { service: '' }],
    ['labels', { labels: JSON.parse('{"__proto__":["dev"]}') }],
    ['labels.groups', { labels: { groups: 'dev' } }],
    ['labels.groups', { labels: { groups: Array.from({ length: 1025 }, () => 'x') } }],
    ['labels', { labels: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`k${index}`, []])) }],
    ['labels.groups.0', { labels: { groups: ['x'.repeat(1025)] } }],
    ['scopes.0.actions', { scopes: [{ ...SCOPE, actions: Array.from({ length: 33 }, () => 'pull') }] }],
    ['scopes', { scopes: undefined }],
    ['scopes', { scopes: Array.from({ length: MAX_SCOPES + 1 }, () => SCOPE) }],
    ['scopes.1.name', { scopes: [SCOPE, { ...SCOPE, name: '' }] }],
    ['scopes.0.name', { scopes: [{ ...SCOPE, name: 'a'.repeat(516) }] }],
    ['scopes.0.actions', { scopes: [{ ...SCOPE, actions: [] }] }],
    ['scopes.0.actions.0', { scopes: [{ ...SCOPE, actions: [null] }] }],
    ['scopes.0', { scopes: [{ ...SCOPE, host: 'x' }] }],
    ['restrictions', { restrictions: Array.from({ length: 65 }, () => 'repository:a:pull') }],
    ['restrictions.0', { restrictions: ['x'.repeat(1025)] }],
    ['', { admin: true }],
  ])('names the place of what is wrong: %j', (place, change) => {
    expect(places({ ...BODY, ...change })).toEqual([place]);
  });

  test('takes as much as it says', () => {
    const scope = { ...SCOPE, name: 'a'.repeat(515), actions: Array.from({ length: 32 }, () => 'pull') };
    const values = Array.from({ length: 1024 }, () => 'x');
    const full = {
      ...BODY,
      labels: Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`k${index}`, values])),
      scopes: Array.from({ length: MAX_SCOPES }, () => scope),
    };
    expect(places(full)).toBeUndefined();
  });
});
