import { expect, test } from 'vitest';
import { isSameProcess, parseStartTime, readStartTime } from './start-time.ts';

const stat = (name: string, state: string) =>
  `42 (${name}) ${state} 1 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 999\n`;

test.each([
  ['a plain name', 'node', 'S', '987654'],
  ['a name with spaces and parentheses', 'a) R (b', 'R', '987654'],
  ['a zombie', 'node', 'Z', undefined],
  ['a dead process', 'node', 'X', undefined],
])('the start time of %s', (_case, name, state, expected) => {
  expect(parseStartTime(stat(name, state))).toBe(expected);
});

test('a process is the same only with its own start time', () => {
  const startTime = readStartTime(process.pid) ?? '';

  expect(isSameProcess({ pid: process.pid, startTime })).toBe(true);
  expect(isSameProcess({ pid: process.pid, startTime: `${startTime}0` })).toBe(false);
  expect(readStartTime(2 ** 30)).toBeUndefined();
});
