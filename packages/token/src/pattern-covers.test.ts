import { expect, test } from 'vitest';

import { type NamePattern, parsePattern } from './name-pattern.ts';
import { patternCovers } from './pattern-covers.ts';

function pattern(source: string): NamePattern {
  const parsed = parsePattern(source);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return parsed.value;
}

test.each<[string, string]>([
  ['team/app', 'team/app'],
  ['*', 'team'],
  ['*', '${account}'],
  ['*', 'a*b${labels.team}'],
  ['${account}', '${account}'],
  ['${labels.team}-*', '${labels.team}-app'],
  ['t*', 'team'],
  ['t*m', 'team'],
  ['*ea*', 'team'],
  ['*a*b', 'aab*ab'],
  ['*ab', 'aab'],
  ['a*', 'a'],
  ['a*', 'a*b*'],
  ['**', 'team'],
  ['**', 'team/app'],
  ['**', '${account}/**'],
  ['**', '**/app'],
  ['**/app', 'app'],
  ['**/app', 'team/app'],
  ['**/app', '${account}/app'],
  ['**/app', 'team/**/app'],
  ['team/**', 'team/app'],
  ['team/**', 'team/*/app'],
  ['team/**', 'team/**/app'],
  ['team/**/app', 'team/app'],
  ['team/**/app', 'team/a/**/b/app'],
  ['**/*', '**'],
  ['*/**', '*/a/**'],
  ['**/a/*', '*/a/*'],
  ['*/**/x', '**/*/x'],
  ['**/*/x', '*/**/x'],
  ['**/*/b', 'a/**/b'],
  ['**/a/**', 'a/a/a'],
  ['**/a/**/b', '*/a/**/c/b'],
  ['*/*/**', 'a/b/**'],
  ['**/x/**/y', '**/x/y'],
])('%s covers %s', (general, special) => {
  expect(patternCovers(pattern(general), pattern(special))).toBe(true);
});

test.each<[string, string]>([
  ['team', '*'],
  ['team', 'team/app'],
  ['team/app', 'team'],
  ['team', 'teams'],
  ['teams', 'team'],
  ['*', '**'],
  ['*', 'a/b'],
  ['*/*', '**'],
  ['a*', '*a'],
  ['a*', '*'],
  ['*b', 'a*'],
  ['*ab', 'aba'],
  ['*a*a*', 'a'],
  ['${account}', '*'],
  ['${account}', 'alice'],
  ['alice', '${account}'],
  ['${account}', '${labels.account}'],
  ['${labels.a}', '${labels.b}'],
  ['${account}/**', '${account}'],
  ['team/**', 'team'],
  ['team/**', '**'],
  ['team/**', 'teams/app'],
  ['**/app', '**'],
  ['**/app', 'app/*'],
  ['**/a/**', 'a'],
  ['a/**/b', 'a/**'],
  ['*/**', '**'],
  ['**/*/x', '**/x'],
  ['a/**/b/**', 'a/**/b'],
])('%s does not cover %s', (general, special) => {
  expect(patternCovers(pattern(general), pattern(special))).toBe(false);
});

test('where it takes too much work, the answer is no', () => {
  const special = `a${'/**/a'.repeat(10)}`;
  const general = `**${'/*/**/a'.repeat(9)}`;
  expect(patternCovers(pattern('**'), pattern(`a${'/**/a'.repeat(14)}`))).toBe(true);
  const start = process.cpuUsage().user;
  expect(patternCovers(pattern(general), pattern(special))).toBe(false);
  expect(process.cpuUsage(undefined).user - start).toBeLessThan(2e6);
});

test('the longest patterns are compared in bounded time, and the work is told', () => {
  const start = process.cpuUsage().user;
  const deep = `**/${Array.from({ length: 28 }, () => '*a'.repeat(8)).join('/')}`;
  const worst = [`${'*a'.repeat(255)}b`, 'a'.repeat(511), `**${'/*a*'.repeat(28)}`, `*${'/**/*'.repeat(15)}`, deep];
  const steps: number[] = [];
  const answers = worst.flatMap((general) =>
    worst.map((special) => {
      let spent = 0;
      const covers = patternCovers(pattern(general), pattern(special), (more) => (spent += more));
      if (general !== special) steps.push(spent);
      return [general === special, covers];
    }),
  );
  expect(answers.filter(([isSame]) => isSame === true).every(([, covers]) => covers === true)).toBe(true);
  expect(Math.min(...steps)).toBeGreaterThan(500);
  // Both lengths multiplied, and the places of 2,000 visits.
  expect(Math.max(...steps)).toBeLessThan(1_000_000);
  expect(process.cpuUsage().user - start).toBeLessThan(2e6);
});
