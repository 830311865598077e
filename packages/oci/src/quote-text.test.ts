import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteText } from './quote-text.ts';

describe('quoteText', () => {
  test.each([
    ['team/app', '"team/app"'],
    ['', '""'],
    ['a"b\\c', '"a\\u{22}b\\u{5c}c"'],
    ['a\nb', '"a\\u{a}b"'],
    ['a\u202Eb', '"a\\u{202e}b"'],
    ['🐳', '"\\u{1f433}"'],
    ['a\uD800', '"a\\u{d800}"'],
    ['x'.repeat(80), `"${'x'.repeat(80)}"`],
    ['x'.repeat(81), `"${'x'.repeat(80)}…"`],
  ])('quotes %j as %s', (text, quoted) => {
    expect(quoteText(text)).toBe(quoted);
  });

  test('never gives anything but printable characters, nor ends the quotation early', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(quoteText(text)).toMatch(/^"[\u0020-\u0021\u0023-\u007E…]*"$/);
      }),
    );
  });
});
