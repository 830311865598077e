import { expect, test } from 'vitest';
import { formatResult, judge, listSkipped, needsOnlyNode } from './test.mjs';

const file = (status: string, ...states: string[]) => ({
  status,
  assertionResults: states.map((state) => ({ status: state })),
});

test.each([
  ['passes when every test passed', [file('passed', 'passed', 'passed')], 0, { passed: 2, failed: 0, skipped: 0 }],
  ['counts each failed test', [file('failed', 'failed', 'failed', 'passed')], 1, { passed: 1, failed: 2, skipped: 0 }],
  [
    'counts skipped and todo tests as skipped',
    [file('passed', 'passed', 'skipped', 'todo', 'pending')],
    0,
    { passed: 1, failed: 0, skipped: 3 },
  ],
  [
    'counts a file that could not be loaded',
    [file('failed'), file('passed', 'passed')],
    1,
    { passed: 1, failed: 1, skipped: 0 },
  ],
  [
    'counts a failed hook whose tests were skipped',
    [file('failed', 'skipped')],
    1,
    { passed: 0, failed: 1, skipped: 1 },
  ],
  [
    'counts an unhandled error, which only the exit code shows',
    [file('passed', 'passed')],
    1,
    { passed: 1, failed: 1, skipped: 0 },
  ],
  ['counts a crash that left no report', [], 134, { passed: 0, failed: 1, skipped: 0 }],
  ['counts a run without a test', [], 0, { passed: 0, failed: 1, skipped: 0 }],
  [
    'counts a run in which every test was skipped',
    [file('passed', 'skipped')],
    0,
    { passed: 0, failed: 1, skipped: 1 },
  ],
])('%s', (_rule, files, exitCode, expected) => {
  expect(judge(files, exitCode)).toStrictEqual(expected);
});

const report = (fullName: string, status: string, skipReason?: string) => ({
  fullName,
  status,
  meta: skipReason === undefined ? {} : { skipReason },
});

test('names each skipped test, below the reason why', () => {
  const files = [
    {
      status: 'passed',
      name: '/w/e2e/b.test.ts',
      assertionResults: [report('x > 2', 'skipped', 'no program'), report('x', 'passed')],
    },
    {
      status: 'failed',
      name: '/w/e2e/a.test.ts',
      assertionResults: [report('x > 1', 'pending', 'no program'), report('y', 'todo'), report('z', 'failed')],
    },
  ];
  expect(listSkipped(files)).toStrictEqual([
    'Skipped, 2: no program',
    '  a.test.ts: x > 1',
    '  b.test.ts: x > 2',
    'Skipped, 1: skipped where it is written',
    '  a.test.ts: y',
  ]);
  expect(listSkipped([file('passed', 'passed')])).toStrictEqual([]);
});

test.each([
  [{ passed: 3, failed: 0, skipped: 0 }, '3 passed, 0 failed'],
  [{ passed: 3, failed: 1, skipped: 2 }, '3 passed, 1 failed, 2 skipped'],
])('says %o as one line', (result, line) => {
  expect(formatResult(result)).toBe(line);
});

test.each([
  [['--project', 'unit'], true],
  [['--project=unit', 'packages/oci'], true],
  [['--project', 'unit', '--project', 'system'], false],
  [['--project=system'], false],
  [['packages/oci'], false],
  [[], false],
  [['--project'], false],
])('arguments %j need only Node: %s', (args, expected) => {
  expect(needsOnlyNode(args)).toBe(expected);
});
