import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { matchPattern, type PatternValues } from './match-pattern.ts';
import { type NamePattern, parsePattern } from './name-pattern.ts';
import { patternCovers } from './pattern-covers.ts';
import { patternsOverlap } from './patterns-overlap.ts';

// A small alphabet, so that patterns, names and values meet each other often.
const word = fc.stringMatching(/^[ab]{1,2}$/);
const piece = fc.oneof(word, fc.constant('*'), fc.constant('${account}'), fc.constant('${labels.one}'));
const segment = fc.oneof(
  { weight: 4, arbitrary: fc.array(piece, { minLength: 1, maxLength: 3 }).map(joinPieces) },
  { weight: 2, arbitrary: fc.constant('**') },
);
const source = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'))
  .filter((text) => parsePattern(text).kind === 'ok');
const name = fc.array(fc.oneof(word, fc.stringMatching(/^[abc]{0,4}$/)), { minLength: 1, maxLength: 5 });
const values: fc.Arbitrary<PatternValues> = fc.record({
  account: fc.option(word),
  labels: fc.array(word, { maxLength: 2 }).map((list) => new Map([['one', new Set(list)]])),
});

function joinPieces(pieces: readonly string[]): string {
  return pieces.join('').replaceAll(/\*+/g, '*');
}

function pattern(text: string): NamePattern {
  const parsed = parsePattern(text);
  if (parsed.kind === 'invalid') throw new Error(`${text}: ${parsed.reason}`);
  return parsed.value;
}

function matches(text: string, candidate: string, given: PatternValues): boolean {
  return matchPattern(pattern(text), candidate, given).isMatch;
}

/** Puts `*` and `**` in place of pieces and segments, as the choices say. */
function widen(text: string, choices: readonly number[]): string {
  let next = 0;
  const choose = () => choices[next++ % choices.length] ?? 0;
  const segments = text.split('/').map((part) => {
    if (part === '**' || choose() === 1) return '**';
    const pieces = part.match(/\$\{[^}]*\}|\*|[ab]/g) ?? [];
    return joinPieces(pieces.map((one) => (choose() === 2 ? '*' : one)));
  });
  return segments.filter((part, index) => part !== '**' || segments[index - 1] !== '**').join('/');
}

const choices = fc.array(fc.nat(4), { minLength: 1, maxLength: 12 });

/** A name that the pattern matches with these values, or undefined where it has a variable without a value. */
function exampleOf(text: string, given: PatternValues, fill: readonly string[]): string | undefined {
  let next = 0;
  const anything = () => fill[next++ % fill.length] ?? '';
  const [label] = given.labels.get('one') ?? [];
  const example = text
    .replaceAll('**', () => `${anything()}/${anything()}`)
    .replaceAll('*', anything)
    .replaceAll('${account}', () => given.account ?? '!')
    .replaceAll('${labels.one}', label ?? '!');
  return example.includes('!') ? undefined : example;
}

const fill = fc.array(fc.stringMatching(/^[abc]{1,2}$/), { minLength: 1, maxLength: 6 });

test('what is covered matches nothing beyond what covers it', () => {
  let claims = 0;
  fc.assert(
    fc.property(
      source,
      source,
      choices,
      fc.boolean(),
      fc.array(fill, { minLength: 8, maxLength: 8 }),
      values,
      (one, other, how, isWidened, fills, given) => {
        const general = isWidened ? widen(one, how) : other;
        if (!patternCovers(pattern(general), pattern(one))) return;
        for (const filling of fills) {
          const example = exampleOf(one, given, filling);
          if (example === undefined) continue;
          claims += 1;
          expect(matches(one, example, given)).toBe(true);
          expect(matches(general, example, given), `${general} for ${example}`).toBe(true);
        }
      },
    ),
    { numRuns: 2000 },
  );
  expect(claims).toBeGreaterThan(500);
});

test('any name at all: what covers a pattern matches whatever that matches', () => {
  fc.assert(
    fc.property(source, source, name, values, (general, special, segments, given) => {
      const candidate = segments.join('/');
      fc.pre(matches(special, candidate, given) && !matches(general, candidate, given));
      expect(patternCovers(pattern(general), pattern(special))).toBe(false);
    }),
    { numRuns: 1500 },
  );
});

test('a pattern covers itself, and so does one with wider pieces', () => {
  fc.assert(
    fc.property(source, choices, (text, how) => {
      expect(patternCovers(pattern(text), pattern(text))).toBe(true);
      expect(patternCovers(pattern(widen(text, how)), pattern(text))).toBe(true);
    }),
    { numRuns: 1500 },
  );
});

test('covering goes on: what covers what covers a pattern covers it', () => {
  fc.assert(
    fc.property(source, choices, choices, (text, how, then) => {
      const wide = widen(text, how);
      const wider = widen(wide, then);
      expect(patternCovers(pattern(wider), pattern(text))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('two patterns that match one name overlap', () => {
  fc.assert(
    fc.property(source, choices, source, fill, values, (text, how, other, filling, given) => {
      const candidate = exampleOf(text, given, filling);
      fc.pre(candidate !== undefined);
      for (const second of [widen(text, how), widen(candidate.replaceAll('c', 'a'), how), other]) {
        if (!matches(text, candidate, given) || !matches(second, candidate, given)) continue;
        expect(patternsOverlap(pattern(text), pattern(second))).toBe(true);
        expect(patternsOverlap(pattern(second), pattern(text))).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

/** Whether two patterns without variables share a name, by trying every way through both. */
function naiveOverlap(a: readonly string[], b: readonly string[], star: string): boolean {
  const [firstA, ...restA] = a;
  const [firstB, ...restB] = b;
  if (firstA === undefined || firstB === undefined) return [...a, ...b].every((one) => one === star);
  if (firstA === star) return naiveOverlap(restA, b, star) || naiveOverlap(a, restB, star);
  if (firstB === star) return naiveOverlap(a, restB, star) || naiveOverlap(restA, b, star);
  const isSame = star === '*' ? firstA === firstB : naiveOverlap(firstA.split(''), firstB.split(''), '*');
  return isSame && naiveOverlap(restA, restB, star);
}

/** Segments, where `**` may be none. */
function toSegments(text: string): string[] {
  return text.replace(/(?<=^|\/)\*\*$/, '**/*').split('/');
}

test('without variables, the patterns that overlap are exactly those that share a name', () => {
  const plain = source.filter((text) => !text.includes('$'));
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      expect(patternsOverlap(pattern(a), pattern(b))).toBe(naiveOverlap(toSegments(a), toSegments(b), '**'));
    }),
    { numRuns: 2000 },
  );
});
