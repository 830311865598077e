import { expect, test } from 'vitest';

import { matchesTrustPattern } from './trust-pattern.ts';

test.each([
  ['refs/heads/main', 'refs/heads/main'],
  ['refs/heads/*', 'refs/heads/'],
  ['refs/heads/*', 'refs/heads/release/1.x'],
  ['*/app', 'team/app'],
  ['a*a', 'aa'],
  ['a*b*c', 'a-b-b-c'],
  ['a**c', 'abc'],
  ['*', ''],
  ['a?c', 'a?c'],
  ['[ab].$^(', '[ab].$^('],
])('%s matches %s', (pattern, text) => {
  expect(matchesTrustPattern(pattern, text)).toBe(true);
});

test.each([
  ['refs/heads/main', 'refs/heads/main2'],
  ['refs/heads/main', 'refs/heads/MAIN'],
  ['refs/heads/main', ' refs/heads/main'],
  ['refs/heads/*', 'refs/tags/refs/heads/x'],
  ['acme/*', 'acme'],
  ['a*a', 'a'],
  ['ab*bc', 'abc'],
  ['a*b*c', 'a-c-b'],
  ['a?c', 'abc'],
  ['.*', 'anything'],
  ['', 'a'],
  // The text is never a pattern.
  ['acme/app', '*'],
  ['acme/*', '*'],
])('%s does not match %s', (pattern, text) => {
  expect(matchesTrustPattern(pattern, text)).toBe(false);
});

test('takes no longer for a text that almost matches many times', () => {
  const startMs = performance.now();
  expect(matchesTrustPattern(`${'a*'.repeat(200)}b`, 'a'.repeat(1024))).toBe(false);
  expect(performance.now() - startMs).toBeLessThan(500);
});
