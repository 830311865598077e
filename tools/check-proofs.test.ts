import { expect, test } from 'vitest';
import { findProofProblems } from './check-proofs.mjs';

const FILE = 'packages/x/src/x.test.ts';
const SO = "test('is so, %s', () => {});\n";
const row = (defect: string, proof = '`packages/x/src/x.test.ts`: “is so, %s”') =>
  `| ${defect} | is bad | is good | ${proof} |`;
const all = Array.from({ length: 20 }, (_, index) => row(`A${index + 1}`));

function rules(lines: readonly string[], text = SO): string[] {
  const tests = [{ path: FILE, text }];
  return findProofProblems({ path: 'defects.md', text: lines.join('\n') }, tests).map(({ rule }) => rule);
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

test.each([
  ['a test', SO],
  ['one of a suite', `describe('a suite', () => {\n  ${SO}});\n`],
  ['one with options', "it('is so, %s', { timeout: 20 }, () => {});\n"],
  ['one of a table', "test.each([\n  ['a (b', 1],\n  ['skip', 2],\n] as const)('is so, %s', () => {});\n"],
  ['one of a table that is made', 'test.each(Array.from(list(), (x) => x))(\n  "is so, %s",\n  () => {},\n);\n'],
  ['one beside a skipped one', `test.skip('is not', () => {});\n${SO}`],
])('takes %s', (_title, text) => {
  expect(rules(all, text)).toEqual([]);
});

test.each([
  ['a text of another kind', "const title = 'is so, %s';\nexpect(title).toBe('is so, %s');\n"],
  ['a row of a table', "test.each([['is so, %s', 1]])('is: %s', () => {});\n"],
  ['a suite', "describe('is so, %s', () => {});\n"],
  ['a comment', "// test('is so, %s', () => {});\n"],
])('does not take %s for a test', (_title, text) => {
  expect(new Set(rules(all, text).map((rule) => rule.replace(/^A\d+ /, '')))).toEqual(
    new Set([`names a test that ${FILE} doesn't have: is so, %s`]),
  );
});

test.each([
  ['skipped', "test.skip('is so, %s', () => {});\n"],
  ['to be written', "test.todo('is so, %s');\n"],
  ['skipped with its table', "test.skip.each([[1]])('is so, %s', () => {});\n"],
  ['skipped on a condition', "test.skipIf(isCi)('is so, %s', () => {});\n"],
  ['skipped by an option', "test('is so, %s', { skip: true }, () => {});\n"],
  ['one of a skipped suite', `describe.skip('a suite', () => {\n  ${SO}});\n`],
])('refuses a proof that is %s', (_title, text) => {
  expect(rules(all, text)).toContain(`A1 names a test that ${FILE} skips: is so, %s`);
});
