import { expect, test } from 'vitest';

import { parsePattern } from './name-pattern.ts';
import { PATTERN_MAX_SOLUTIONS, PATTERN_MAX_STEPS, solvePattern, type PatternSolutions } from './solve-pattern.ts';

function solve(source: string, name: string, maxSteps?: number): PatternSolutions {
  const parsed = parsePattern(source);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return solvePattern(parsed.value, name, maxSteps);
}

const found = (source: string, name: string): unknown[] =>
  solve(source, name).solutions.map(({ account, labels }) =>
    Object.fromEntries([['account', account] as const, ...labels]),
  );

const differentCharacters = (count: number): string =>
  Array.from({ length: count }, (_, index) => String.fromCodePoint(0x4e_00 + index)).join('');

test.each([
  ['team/app', 'team/app', true],
  ['team/app', 'team/apps', false],
  ['team/*', 'team/app', true],
  ['team/*', 'team/app/x', false],
  ['a/*p*', 'a/app', true],
  ['**', 'team/app/x', true],
  ['team/**', 'team', false],
  ['**/app', 'app', true],
  ['a/**/z', 'a/z', true],
  ['a/**/m/**/z', 'a/b/z', false],
])('without variables there is one solution without values when it matches: %s on %s', (pattern, name, isMatch) => {
  expect(solve(pattern, name)).toMatchObject({
    solutions: isMatch ? [{ account: null, labels: new Map() }] : [],
    isComplete: true,
  });
});

test.each([
  ['${account}/**', 'team/app', [{ account: 'team' }]],
  ['${account}/**', 'team', []],
  ['${labels.team}/*', 'dev/app', [{ account: null, team: 'dev' }]],
  ['team-${labels.team}/*', 'team-dev/app', [{ account: null, team: 'dev' }]],
  ['team-${labels.team}/*', 'team-/app', []],
  ['team-${labels.team}/*', 'teams/app', []],
  ['${account}/${labels.team}', 'a/b', [{ account: 'a', team: 'b' }]],
  ['${account}/${account}', 'a/a', [{ account: 'a' }]],
  ['${account}/${account}', 'a/b', []],
  ['${account}${account}', 'abab', [{ account: 'ab' }]],
  ['${account}-${account}', 'a-a-a-a-a', []],
  ['${account}-${account}', 'a-a-a-a', [{ account: 'a-a' }]],
  [
    '${account}-${labels.team}',
    'a-b-c',
    [
      { account: 'a', team: 'b-c' },
      { account: 'a-b', team: 'c' },
    ],
  ],
  ['**/${account}/**', 'a/b/c', [{ account: 'a' }, { account: 'b' }]],
  ['*${account}', 'aa', [{ account: 'a' }, { account: 'aa' }]],
  ['${labels.k8s.io/x}/app', 'dev/app', [{ account: null, 'k8s.io/x': 'dev' }]],
  [
    '${labels.__proto__}/app',
    'dev/app',
    [
      Object.fromEntries([
        ['account', null],
        ['__proto__', 'dev'],
      ]),
    ],
  ],
])('the values with which a pattern matches: %s on %s', (pattern, name, expected) => {
  expect(found(pattern, name)).toEqual(expected);
});

test('a name without the pattern’s literal beginning costs nothing', () => {
  expect(solve('team/${account}', 'other/app')).toEqual({ solutions: [], isComplete: true, steps: 0 });
});

test('a common pattern costs a few steps a character', () => {
  const name = `${'a'.repeat(127)}/${'b'.repeat(127)}`;
  expect(solve('${account}/**', name).steps).toBeLessThan(5 * name.length);
});

test('no more solutions are looked for than there may be, and that is said', () => {
  const { solutions, isComplete } = solve('*${labels.one}*', differentCharacters(45));
  expect(solutions).toHaveLength(PATTERN_MAX_SOLUTIONS);
  expect(isComplete).toBe(false);
});

test('as many as there may be are all of them', () => {
  // 44 positions: 44 × 45 / 2 = 990 texts between them, each another one.
  const { solutions, isComplete } = solve('*${labels.one}*', differentCharacters(44));
  expect(solutions).toHaveLength(990);
  expect(isComplete).toBe(true);
});

test('when the steps run out there is no solution, and that is said', () => {
  const enough = solve('${account}-*/${labels.one}', 'a-b-c/d').steps;
  expect(solve('${account}-*/${labels.one}', 'a-b-c/d', enough).isComplete).toBe(true);
  for (let maxSteps = 0; maxSteps < enough; maxSteps += 1) {
    expect(solve('${account}-*/${labels.one}', 'a-b-c/d', maxSteps)).toMatchObject({
      solutions: [],
      isComplete: false,
    });
  }
});

test('the worst pattern stops soon behind the last step', () => {
  const source = `*${Array.from({ length: 20 }, (_, index) => `\${labels.k${index}}*`).join('')}`;
  const { solutions, isComplete, steps } = solve(source, 'ab'.repeat(127));
  expect(solutions).toEqual([]);
  expect(isComplete).toBe(false);
  expect(steps).toBeLessThan(PATTERN_MAX_STEPS * 2);
});
