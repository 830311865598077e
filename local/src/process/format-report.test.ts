import { expect, test } from 'vitest';
import { formatReport } from './format-report.ts';
import type { ProcessReport } from './supervised-process.ts';

const died = {
  kind: 'died',
  name: 'token',
  ending: { code: 1, signal: null },
  restartInMs: 400,
  restarts: 2,
} as const;

test.each<[string, ProcessReport, string]>([
  ['a death', died, '! token ended (exit code 1); restart 2 in 0.4 s; its log: /token.log'],
  [
    'a death with a reason',
    { ...died, lastWords: 'no key' },
    '! token ended (exit code 1): no key; restart 2 in 0.4 s; its log: /token.log',
  ],
  [
    'a signal',
    { ...died, ending: { code: null, signal: 'SIGKILL' } },
    '! token ended (SIGKILL); restart 2 in 0.4 s; its log: /token.log',
  ],
  [
    'a program that is not there',
    { kind: 'could-not-start', name: 'token', reason: 'ENOENT' },
    '! token could not be started: ENOENT',
  ],
])('%s is a line with what to look at', (_title, report, expected) => {
  expect(formatReport(report, '/token.log')).toBe(expected);
});

test('a reason has no control characters, and is no longer than a person reads', () => {
  const line = formatReport({ ...died, lastWords: `\u001b[2J${'x'.repeat(1000)}` }, '/token.log');
  expect(line).not.toContain('\u001b');
  expect(line.length).toBeLessThan(300);
});
