import { expect, test } from 'vitest';
import { findLinkProblems } from './check-links.mjs';

const THERE = new Set(['README.md', 'docs/a.md', 'docs/b.md', 'docs', 'src/x.ts']);
const B = '# First\n\n## Where `it` is, and why\n\n```sh\n# no heading\n```\n';

function rules(text: string): string[] {
  const documents = [
    { path: 'docs/a.md', text },
    { path: 'docs/b.md', text: B },
  ];
  return findLinkProblems(documents, (path) => THERE.has(path)).map(({ line, rule }) => `${line}: ${rule}`);
}

test.each([
  ['a file beside it', '[b](b.md)'],
  ['a file above it', '[x](../src/x.ts)'],
  ['a folder', '[docs](.)'],
  ['a heading', '[b](b.md#where-it-is-and-why)'],
  ['a heading of its own', '# Own words\n\n[up](#own-words)'],
  ['another place', '[a](https://example.com/b.md) [b](mailto:a@example.com)'],
  ['code', '`[b](nowhere.md)`\n\n```md\n[b](nowhere.md)\n```\n'],
  ['a definition', '[b]: b.md'],
])('takes a link to %s', (_title, text) => {
  expect(rules(text)).toEqual([]);
});

test.each([
  ['a file that is not there', 'a\n\n[b](nowhere.md)', '3: leads nowhere: nowhere.md'],
  ['a file of another folder', '[x](src/x.ts)', '1: leads nowhere: src/x.ts'],
  ['what lies outside', '[x](../../x.ts)', '1: leads nowhere: ../../x.ts'],
  ['the root of the machine', '[x](/src/x.ts)', '1: leads nowhere: /src/x.ts'],
  ['a heading that is not there', '[b](b.md#second)', '1: leads to no heading: b.md#second'],
  ['a comment in code', '[b](b.md#no-heading)', '1: leads to no heading: b.md#no-heading'],
  ['nowhere from a definition', '[b]: nowhere.md', '1: leads nowhere: nowhere.md'],
  ['nowhere, its text in code', '[`b`](nowhere.md)', '1: leads nowhere: nowhere.md'],
])('names a link to %s', (_title, text, rule) => {
  expect(rules(text)).toEqual([rule]);
});
