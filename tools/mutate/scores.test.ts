import { expect, test } from 'vitest';

import { formatScores, percentOf, scoresOf } from './scores.mjs';

const status = (text: string): { status: string } => ({ status: text });
const REPORT = {
  files: {
    'packages/policy/src/a.ts': { mutants: ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored'].map(status) },
    'packages/policy/src/b.ts': { mutants: ['Killed', 'CompileError'].map(status) },
  },
};

test('a mutant is killed when a test fails or never ends; what no test reaches survives; others are none', () => {
  const scores = scoresOf([REPORT]);
  expect(scores).toEqual([
    { file: 'packages/policy/src/a.ts', mutants: 4, killed: 2, survived: 2 },
    { file: 'packages/policy/src/b.ts', mutants: 1, killed: 1, survived: 0 },
  ]);
  expect(percentOf(scores)).toBe(60);
  expect(formatScores(scores)).toContain('| `policy/a.ts` | 4 | 2 | 2 | 50 % |');
});

test('nothing to kill is no failure', () => {
  expect(percentOf(scoresOf([]))).toBe(100);
});
