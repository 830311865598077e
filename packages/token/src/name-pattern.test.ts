import { describe, expect, test } from 'vitest';

import { parsePattern, PATTERN_MAX_LENGTH, PATTERN_MAX_SEGMENTS } from './name-pattern.ts';

describe('parsePattern', () => {
  test('takes a pattern apart into segments and parts', () => {
    expect(parsePattern('team-${labels.team}/*/**')).toEqual({
      kind: 'ok',
      value: {
        source: 'team-${labels.team}/*/**',
        prefix: 'team-',
        segments: [
          {
            kind: 'parts',
            parts: [
              { kind: 'literal', text: 'team-' },
              { kind: 'label', key: 'team' },
            ],
          },
          { kind: 'parts', parts: [{ kind: 'star' }] },
          { kind: 'any-depth' },
        ],
      },
    });
  });

  test.each([
    ['team/app', 'team/app'],
    ['team/ap*', 'team/ap'],
    ['team/**', 'team'],
    ['team/*', 'team/'],
    ['${account}/app', ''],
    ['**', ''],
  ])('the prefix of %s is what every match starts with: %j', (source, prefix) => {
    expect(parsePattern(source)).toMatchObject({ kind: 'ok', value: { prefix } });
  });

  test.each([
    ['a'],
    ['a.b_c-d/e'],
    ['*a*b*'],
    ['**/a/**'],
    ['${account}-${labels.x}/${account}'],
    ['${labels.k8s.io/x}'],
  ])('takes %s', (source) => {
    expect(parsePattern(source)).toMatchObject({ kind: 'ok', value: { source } });
  });

  test.each([
    ['', 'empty segment'],
    ['/a', 'empty segment'],
    ['a/', 'empty segment'],
    ['a//b', 'empty segment'],
    ['a**', 'stands alone'],
    ['**a/b', 'stands alone'],
    ['a/***', 'stands alone'],
    ['**/**', 'says nothing more'],
    ['a/**/**/b', 'says nothing more'],
    ['Team/*', 'can be in no name'],
    ['team app', 'can be in no name'],
    ['team/ä', 'can be in no name'],
    ['a\nb', 'can be in no name'],
    ['^a$', 'can be in no name'],
    ['a$', 'can be in no name'],
    ['$a', 'can be in no name'],
    ['a?', 'can be in no name'],
    ['[a]', 'can be in no name'],
    ['${account', 'can be in no name'],
    ['${}', 'not a variable'],
    ['${name}', '"${name}" is not a variable'],
    ['${account.team}', 'not a variable'],
    ['${labels}', 'not a variable'],
    ['${labels.}', 'not a variable'],
    ['${Account}', 'not a variable'],
    ['${labels.team}/${labels.team}', 'stands twice'],
    ['a'.repeat(PATTERN_MAX_LENGTH + 1), 'at most 512'],
  ])('refuses %j: %s', (source, reason) => {
    expect(parsePattern(source)).toEqual({ kind: 'invalid', reason: expect.stringContaining(reason) });
  });

  test('takes the longest pattern', () => {
    expect(parsePattern('a'.repeat(PATTERN_MAX_LENGTH)).kind).toBe('ok');
  });
});

test('a pattern may have so many segments and no more', () => {
  const segments = Array.from({ length: PATTERN_MAX_SEGMENTS }, () => 'a');
  expect(parsePattern(segments.join('/')).kind).toBe('ok');
  expect(parsePattern([...segments, 'a'].join('/'))).toEqual({
    kind: 'invalid',
    reason: expect.stringContaining(`at most ${PATTERN_MAX_SEGMENTS} segments`),
  });
});
