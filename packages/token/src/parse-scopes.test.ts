import { describe, expect, test } from 'vitest';
import clientScopes from '../test/fixtures/client-scopes.json' with { type: 'json' };
import { parseScopes } from './parse-scopes.ts';
import { formatScope } from './scope.ts';

const LIMITS = { maxScopes: 50, maxLengthBytes: 16_384 };

function format(parameters: readonly string[]): unknown {
  const parsed = parseScopes(parameters, LIMITS);
  return parsed.kind === 'ok' ? parsed.value.map(formatScope) : parsed;
}

describe('parseScopes', () => {
  test.each(clientScopes)('takes what $client sends for $action: $scope', ({ scope }) => {
    const asked = new Set(scope.flatMap((parameter) => parameter.split(' ')).map((text) => text.split(':')[1]));
    const parsed = parseScopes(scope, LIMITS);
    expect(parsed.kind === 'ok' && parsed.value.map(({ name }) => name)).toEqual([...asked]);
  });

  test.each([
    ['none', [], []],
    ['an empty one', [''], []],
    ['spaces alone', ['  ', ' '], []],
    ['repeated parameters', ['repository:a:pull', 'repository:b:pull'], ['repository:a:pull', 'repository:b:pull']],
    ['joined ones', ['repository:a:pull repository:b:pull'], ['repository:a:pull', 'repository:b:pull']],
    ['surplus spaces', [' repository:a:pull  repository:b:pull '], ['repository:a:pull', 'repository:b:pull']],
    [
      'doubles, at the first place',
      ['repository:a:push', 'repository:b:pull', 'repository:a:pull'],
      ['repository:a:pull,push', 'repository:b:pull'],
    ],
    ['doubles of which one asks for all', ['repository:a:push', 'repository:a:*'], ['repository:a:*']],
    [
      'one name in two classes',
      ['repository(plugin):a:pull', 'repository:a:push'],
      ['repository(plugin):a:pull', 'repository:a:push'],
    ],
  ])('takes %s', (_, parameters, scopes) => {
    expect(format(parameters)).toEqual(scopes);
  });

  test('refuses all for one that is invalid, and names it', () => {
    expect(parseScopes(['repository:a:pull', 'repository:A:pull'], LIMITS)).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining('"repository:A:pull"'),
    });
  });

  test('refuses what an attacker wrote behind a name that the registry copied into its challenge', () => {
    expect(parseScopes(['repository:z/a:pull,push repository:z:pull repository:q'], LIMITS).kind).toBe('invalid');
  });

  test.each(['\t', '\n', '+', ',', ';', '\u00A0'])('does not take %j for a space', (separator) => {
    expect(parseScopes([`repository:a:pull${separator}repository:b:pull`], LIMITS).kind).toBe('invalid');
  });

  test('counts scopes before it merges them', () => {
    const limits = { maxScopes: 2, maxLengthBytes: 1000 };
    expect(parseScopes(['repository:a:pull', 'repository:a:push'], limits).kind).toBe('ok');
    expect(parseScopes(['repository:a:pull repository:a:push', 'repository:a:pull'], limits)).toEqual({
      kind: 'invalid',
      reason: 'A request has at most 2 scopes, this one has 3.',
    });
  });

  test('measures what was sent, spaces included', () => {
    const text = 'repository:a:pull';
    const limits = { maxScopes: 2, maxLengthBytes: text.length };
    expect(parseScopes([text], limits).kind).toBe('ok');
    expect(parseScopes([`${text} `], limits)).toEqual({
      kind: 'invalid',
      reason: 'The scopes of a request have at most 17 bytes.',
    });
    expect(parseScopes([text, ''], limits).kind).toBe('invalid');
  });
});
