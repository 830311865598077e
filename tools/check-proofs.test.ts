import { expect, test } from 'vitest';
import { findProofProblems } from './check-proofs.mjs';

const TESTS = [{ path: 'packages/x/src/x.test.ts', text: "test('is so, %s', () => {});\n" }];
const row = (defect: string, proof = '`packages/x/src/x.test.ts`: “is so, %s”') =>
  `| ${defect} | is bad | is good | ${proof} |`;
const all = Array.from({ length: 20 }, (_, index) => row(`A${index + 1}`));

function rules(lines: readonly string[]): string[] {
  return findProofProblems({ path: 'defects.md', text: lines.join('\n') }, TESTS).map(({ rule }) => rule);
}

test('takes a document whose every test exists', () => {
  expect(rules(all)).toEqual([]);
});

test.each([
  ['a defect that is left out', all.slice(1), 'A1 has no row'],
  ['a row without a test', [row('A1', 'see the source'), ...all.slice(1)], 'A1 names no test'],
  [
    'a file that is not there',
    [row('A1', '`packages/y/src/y.test.ts`: “is so, %s”'), ...all.slice(1)],
    'A1 names packages/y/src/y.test.ts, which is not there',
  ],
  [
    'a title that is not there, among others that are',
    [row('A1', '`packages/x/src/x.test.ts`: “is so, %s”<br>`packages/x/src/x.test.ts`: “is so”'), ...all.slice(1)],
    "A1 names a test that packages/x/src/x.test.ts doesn't have: is so",
  ],
])('names %s', (_title, lines, rule) => {
  expect(rules(lines)).toEqual([rule]);
});
