import { expect, test } from 'vitest';

import { findEnvironmentProblems, readTable } from './check-environment.mjs';

const FILE = 'functions/token/README.md';
const README = `# token

| \`NOT_HERE\` | a table of something else |

## Configuration

| variable | default | meaning |
| --- | --- | --- |
| \`PORT\` | \`8080\` | like \`WHARFINGER_OTHER\` |
|\`WHARFINGER_ISSUER\`| required | who signs |

## When things fail

| \`NEITHER_HERE\` | |
`;

test('the table is the one under "Configuration", its first column', () => {
  expect(readTable(README)).toEqual([
    { name: 'PORT', line: 9 },
    { name: 'WHARFINGER_ISSUER', line: 10 },
  ]);
});

test('the same names on both sides are no problem, in any order', () => {
  expect(findEnvironmentProblems(FILE, README, ['WHARFINGER_ISSUER', 'PORT'])).toEqual([]);
});

test('a variable that only the code knows is a problem', () => {
  expect(findEnvironmentProblems(FILE, README, ['PORT', 'WHARFINGER_ISSUER', 'K_SINK'])).toEqual([
    { file: FILE, rule: expect.stringContaining('K_SINK is read') },
  ]);
});

test('a variable that only the README knows is a problem', () => {
  expect(findEnvironmentProblems(FILE, README, ['PORT'])).toEqual([
    { file: FILE, line: 10, rule: expect.stringContaining('WHARFINGER_ISSUER is in the table') },
  ]);
});

test('a variable listed twice is a problem', () => {
  const twice = README.replace('## When', '| `PORT` | again |\n\n## When');
  expect(findEnvironmentProblems(FILE, twice, ['PORT', 'WHARFINGER_ISSUER'])).toEqual([
    { file: FILE, line: 12, rule: 'PORT is in the table twice' },
  ]);
});

test('a README without a table lacks every variable', () => {
  expect(findEnvironmentProblems(FILE, '# token\n', ['PORT', 'K_SINK'])).toHaveLength(2);
});
