import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPrintable } from './printable.ts';

test('what a person reads stays as it is', () => {
  expect(toPrintable('team/app:v1 – ünïcode 日本 😀')).toBe('team/app:v1 – ünïcode 日本 😀');
});

test.each([
  ['an escape sequence', '\u001B[2J'],
  ['the C1 form of one', '\u009B2J'],
  ['a new line', 'a\r\nb'],
  ['a change of direction', 'a\u202Eb'],
  ['a line separator', 'a\u2028b'],
  ['half a character', 'a\uD83D'],
])('%s is not printed', (_case, text) => {
  expect(toPrintable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
});

test('nothing is longer than its limit and a mark, or cut within a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, limit) => {
      const printable = toPrintable(text, limit);

      expect(Array.from(printable).length).toBeLessThanOrEqual(limit + 1);
      expect(printable.isWellFormed()).toBe(true);
    }),
  );
});
