import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { matchesTrustPattern } from './trust-pattern.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '.', '?', '\\'), maxLength: 12 });

/** The same by definition, and slowly: what each `*` may stand for is tried. */
function matchesByTrying(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (!pattern.startsWith('*')) return pattern[0] === text[0] && matchesByTrying(pattern.slice(1), text.slice(1));
  return Array.from({ length: text.length + 1 }, (_, index) => text.slice(index)).some((rest) =>
    matchesByTrying(pattern.slice(1), rest),
  );
}

test('is what the definition says', () => {
  fc.assert(
    fc.property(letters, letters, (pattern, text) => {
      expect(matchesTrustPattern(pattern, text)).toBe(matchesByTrying(pattern, text));
    }),
    { numRuns: 2000 },
  );
});

test('without * it is equality, whatever the text holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (pattern, text) => {
      const literal = pattern.replaceAll('*', '');
      expect(matchesTrustPattern(literal, text)).toBe(literal === text);
      expect(matchesTrustPattern(literal, literal)).toBe(true);
    }),
  );
});

test('a text matches its own beginning and end with * between', () => {
  fc.assert(
    fc.property(letters, letters, letters, (start, middle, end) => {
      const [first, last] = [start.replaceAll('*', ''), end.replaceAll('*', '')];
      expect(matchesTrustPattern(`${first}*${last}`, first + middle + last)).toBe(true);
    }),
  );
});
