import { describe, expect, test } from 'vitest';

import { claimAt, claimText, claimTexts } from './workload-claims.ts';

const claims = {
  sub: 'workload',
  'kubernetes.io': {
    namespace: 'team',
    serviceaccount: { name: 'builder', uid: 'u-1' },
    'a/b': 'slash',
    'c~d': 'tilde',
  },
  'https://example.com/role': 'deployer',
  list: ['one', 'two'],
};

describe('claimAt', () => {
  test.each([
    ['sub', 'workload'],
    ['https://example.com/role', 'deployer'],
    ['/sub', 'workload'],
    ['/kubernetes.io/namespace', 'team'],
    ['/kubernetes.io/serviceaccount/name', 'builder'],
    ['/kubernetes.io/a~1b', 'slash'],
    ['/kubernetes.io/c~0d', 'tilde'],
  ])('%s', (reference, value) => {
    expect(claimAt(claims, reference)).toBe(value);
  });

  test.each([
    'kubernetes.io/namespace',
    'kubernetes.io.namespace',
    '/kubernetes.io/other',
    '/sub/length',
    '/list/0',
    '/list/length',
    'constructor',
    '__proto__',
    '/kubernetes.io/constructor/name',
    'toString',
    '/',
  ])('%s is no claim', (reference) => {
    expect(claimAt(claims, reference)).toBeUndefined();
  });

  test('what a token calls __proto__ is a claim of that name and gives nothing to inherit', () => {
    const hostile: Record<string, unknown> = JSON.parse('{"__proto__": {"repository": "acme/app"}}');
    expect(claimAt(hostile, 'repository')).toBeUndefined();
    expect(claimAt(hostile, '/__proto__/repository')).toBe('acme/app');
  });
});

describe('claimText', () => {
  test.each([
    ['a text', 'a text'],
    ['', ''],
    [123_456, '123456'],
    [0, '0'],
    [true, 'true'],
    [false, 'false'],
  ])('%j is %s', (value, text) => {
    expect(claimText(value)).toBe(text);
  });

  test.each([[null], [undefined], [{}], [['acme/app']], [[]], [1.5], [1e21], [2 ** 53], [NaN], ['x'.repeat(1025)]])(
    '%j is no text',
    (value) => {
      expect(claimText(value)).toBeUndefined();
    },
  );
});

describe('claimTexts', () => {
  test.each([
    ['one', ['one']],
    [
      ['one', 2, true],
      ['one', '2', 'true'],
    ],
    [[], []],
  ])('%j is %j', (value, texts) => {
    expect(claimTexts(value)).toEqual(texts);
  });

  test.each([[[['nested']]], [[{}]], [['one', null]], [{ 0: 'one', length: 1 }], [undefined]])(
    '%j has no texts',
    (value) => {
      expect(claimTexts(value)).toBeUndefined();
    },
  );
});
