import { describe, expect, test } from 'vitest';

import { type HookRequest, hookRequestSchema, readHookQuestion } from './hook-request.ts';

const HOOK: HookRequest = {
  Account: 'alice',
  Type: 'repository',
  Name: 'team/app',
  Service: 'registry.example',
  IP: '10.0.0.7',
  Actions: ['pull', 'push'],
  Labels: { groups: ['dev'] },
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('hookRequestSchema', () => {
  test.each([
    ['what docker_auth writes', HOOK],
    ['no labels', { ...HOOK, Labels: null }],
    ['a label without values', { ...HOOK, Labels: { groups: null } }],
    ['an unknown address', { ...HOOK, IP: '' }],
    ['texts of any kind', { ...HOOK, Account: '\n\u0000', Type: '', Name: '../*', Service: '', Actions: ['', '*'] }],
  ])('takes %s', (_, body) => {
    expect(hookRequestSchema.safeParse(body).success).toBe(true);
  });

  test.each([
    ['Account', { Account: undefined }],
    ['Account', { Account: null }],
    ['Actions', { Actions: null }],
    ['Actions.0', { Actions: [1] }],
    ['IP', { IP: 'localhost' }],
    ['Labels', { Labels: [] }],
    ['Labels.groups', { Labels: { groups: 'dev' } }],
    ['Labels', { Labels: undefined }],
    ['Labels', { Labels: JSON.parse('{"__proto__":["dev"]}') }],
    ['', { Host: 'x' }],
  ])('names the place of what docker_auth can’t have written: %s', (place, change) => {
    const result = hookRequestSchema.safeParse({ ...HOOK, ...change });
    expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual([place]);
  });
});

describe('readHookQuestion', () => {
  test('asks what the native API asks', () => {
    expect(readHookQuestion(HOOK, null)).toStrictEqual({
      kind: 'asked',
      request: {
        caller: {
          account: 'alice',
          address: { family: 4, value: 0x0a000007n },
          service: 'registry.example',
          labels: new Map([['groups', new Set(['dev'])]]),
        },
        scopes: [{ type: 'repository', name: 'team/app', actions: ['pull', 'push'] }],
        restrictions: null,
      },
    });
  });

  test.each([
    ['the empty account is anonymous', { Account: '' }, { account: null }],
    ['the anonymous caller has no labels', { Account: '' }, { labels: new Map() }],
    ['nobody has a label of the system’s', { Labels: { 'wharfinger-team': ['dev'] } }, { labels: new Map() }],
    ['the empty address is unknown', { IP: '' }, { address: null }],
    ['no labels are none', { Labels: null }, { labels: new Map() }],
    ['a label without values has none', { Labels: { groups: null } }, { labels: new Map([['groups', new Set()]]) }],
  ])('%s', (_, change, caller) => {
    expect(readHookQuestion({ ...HOOK, ...change }, null)).toMatchObject({ request: { caller } });
  });

  test('takes the restrictions out of the labels', () => {
    const Labels = { groups: ['dev'], 'wharfinger-restrictions': [encode(['repository:team/**:pull'])] };
    expect(readHookQuestion({ ...HOOK, Labels }, null)).toMatchObject({
      request: {
        caller: { labels: new Map([['groups', new Set(['dev'])]]) },
        restrictions: [{ type: 'repository', name: { source: 'team/**' }, actions: new Set(['pull']) }],
      },
    });
  });

  test.each([
    ['no value', []],
    ['null', null],
    ['no base64url', ['*']],
    ['no JSON', ['eA']],
    ['no list', [encode('repository:**:*')]],
    ['a list of something else', [encode([['repository:**:*']])]],
    ['two values', [encode(['repository:**:*']), encode(['repository:**:*'])]],
    ['a pattern that means nothing', [encode(['**'])]],
    ['an empty list', [encode([])]],
  ])('restrictions that can’t be read cover nothing: %s', (_, values) => {
    const Labels = { 'wharfinger-restrictions': values };
    expect(readHookQuestion({ ...HOOK, Labels }, null)).toMatchObject({ request: { restrictions: [] } });
  });

  test.each([
    ['account', { Account: 'bob p' }],
    ['account', { Account: 'Alice' }],
    ['account', { Account: 'al\u{fffd}ice' }],
    ['account', { Account: 'alice secret\nadmin' }],
    ['account', { Account: 'public' }],
    ['scopes.0.type', { Type: '' }],
    ['scopes.0.name', { Name: '' }],
    ['scopes.0.name', { Name: 'a'.repeat(65_536) }],
    ['scopes.0.actions', { Actions: [] }],
    ['scopes.0.actions.0', { Actions: [''] }],
    ['service', { Service: '' }],
    ['service', { Service: 's'.repeat(20_000) }],
    ['labels.', { Labels: { '': ['x'] } }],
  ])('refuses what a client made up: %s', (place, change) => {
    const question = readHookQuestion({ ...HOOK, ...change }, null);
    expect(question).toEqual({ kind: 'refused', reason: expect.stringContaining(place) });
  });

  test('refuses a service that isn’t configured, whatever a client calls it', () => {
    const services = new Set(['registry.example']);
    expect(readHookQuestion(HOOK, services).kind).toBe('asked');
    for (const Service of ['', 'other.example', 'registry.example ', 'constructor']) {
      expect(readHookQuestion({ ...HOOK, Service }, services).kind).toBe('refused');
    }
  });
});
