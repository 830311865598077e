import { expect, test } from 'vitest';

import { type NamePattern, parsePattern } from './name-pattern.ts';
import { patternsOverlap } from './patterns-overlap.ts';

function pattern(source: string): NamePattern {
  const parsed = parsePattern(source);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return parsed.value;
}

test.each<[string, string]>([
  ['team/app', 'team/app'],
  ['team/*', '*/app'],
  ['t*', '*m'],
  ['a*b', 'ab'],
  ['a*b*c', 'ab*c'],
  ['*', '${account}'],
  ['alice', '${account}'],
  ['${account}', '${labels.team}'],
  ['x${account}', '${account}x'],
  ['a-${labels.team}', '*-x'],
  ['**', 'a'],
  ['**', 'a/b/c'],
  ['a/**', '**/b'],
  ['a/**/b', 'a/b'],
  ['a/**/b', '*/b'],
  ['**/a/**', '*/*/c'],
  ['**/a', 'a'],
  ['a/**', '${account}/*'],
  ['**/x', 'a/**/b/**'],
])('%s and %s overlap, whichever comes first', (a, b) => {
  expect(patternsOverlap(pattern(a), pattern(b))).toBe(true);
  expect(patternsOverlap(pattern(b), pattern(a))).toBe(true);
});

test.each<[string, string]>([
  ['team/app', 'team/api'],
  ['team', 'team/app'],
  ['a*', 'b*'],
  ['*a', '*b'],
  ['*ab', '*ba'],
  ['ab*', 'a'],
  ['*', 'a/b'],
  ['a/**', 'a'],
  ['a/**', 'b/**'],
  ['**/a', '**/b'],
  ['a/**/b', 'a'],
  ['*/*', '*/*/**'],
  ['**/a/**', 'b/*'],
  ['x${account}', 'x'],
  ['${account}x', 'x'],
  ['*a', '${account}b'],
])('no name matches %s and %s', (a, b) => {
  expect(patternsOverlap(pattern(a), pattern(b))).toBe(false);
  expect(patternsOverlap(pattern(b), pattern(a))).toBe(false);
});

test('the longest patterns are compared in bounded time, and the work is told', () => {
  const start = process.cpuUsage().user;
  const deep = `**/${Array.from({ length: 28 }, () => '*a'.repeat(8)).join('/')}`;
  const worst = [
    `${'*a'.repeat(255)}b`,
    `${'a*'.repeat(255)}b`,
    `**${'/*a*'.repeat(28)}`,
    `*${'/**/*'.repeat(15)}`,
    deep,
  ];
  const steps: number[] = [];
  const answers = worst.flatMap((a) =>
    worst.map((b) => {
      let spent = 0;
      const doOverlap = patternsOverlap(pattern(a), pattern(b), (more) => (spent += more));
      steps.push(spent);
      return doOverlap;
    }),
  );
  expect(answers.filter(Boolean).length).toBeGreaterThanOrEqual(worst.length);
  expect(Math.min(...steps)).toBeGreaterThan(500);
  // Both lengths multiplied, and a little for each element.
  expect(Math.max(...steps)).toBeLessThan(500_000);
  expect(process.cpuUsage().user - start).toBeLessThan(2e6);
});
