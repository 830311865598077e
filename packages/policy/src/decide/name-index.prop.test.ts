import { matchPattern, type NamePattern, parsePattern } from '@wharfinger/token';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createNameIndex, valueFor, valuesOf } from './name-index.ts';
import { createStepBudget } from './step-budget.ts';

// A small alphabet, so that patterns, names and values meet each other often.
const word = fc.stringMatching(/^[ab]{1,3}$/);
const piece = fc.oneof(word, fc.constantFrom('*', '${account}', '${labels.one}'));
const segment = fc.oneof(
  { weight: 3, arbitrary: word },
  {
    weight: 3,
    arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('').replaceAll(/\*+/g, '*')),
  },
  { weight: 2, arbitrary: fc.constant('**') },
);
const pattern = fc
  .array(segment, { minLength: 1, maxLength: 5 })
  .map((segments) => parsePattern(segments.join('/')))
  .filter((parsed) => parsed.kind === 'ok')
  .map(({ value }) => value);
const name = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join('/'));
const values = fc.record({
  account: fc.option(word),
  labels: fc.array(word, { maxLength: 3 }).map((list) => new Map([['one', new Set(list)]])),
});

function found(patterns: readonly NamePattern[], text: string): Set<NamePattern> {
  const index = createNameIndex<NamePattern[]>();
  for (const one of patterns) valueFor(index, one, () => []).push(one);
  return new Set(valuesOf(index, text, createStepBudget(Infinity)).flat());
}

test('every pattern that matches a name is found by it', () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 20 }), name, values, (patterns, text, { account, labels }) => {
      const reached = found(patterns, text);
      for (const one of patterns) {
        const { isMatch } = matchPattern(one, text, { account, labels });
        expect(isMatch && !reached.has(one) ? one.source : null).toBeNull();
      }
    }),
    { numRuns: 5000 },
  );
});

test('a pattern of literals, `*` and `**` in the middle is found by no other name than it matches', () => {
  const plain = fc
    .array(fc.oneof(word, fc.constantFrom('*', '**')), { minLength: 1, maxLength: 5 })
    .map((segments) => parsePattern(segments.join('/')))
    .filter((parsed) => parsed.kind === 'ok')
    .map(({ value }) => value)
    .filter(({ source }) => !source.endsWith('**'));
  fc.assert(
    fc.property(plain, name, (one, text) => {
      const { isMatch } = matchPattern(one, text, { account: null, labels: new Map() });
      expect(found([one], text).has(one)).toBe(isMatch);
    }),
    { numRuns: 2000 },
  );
});

test('no patterns make the search follow more ways than there are patterns and segments', () => {
  const greedy = fc
    .array(fc.constantFrom('**/a', '*', 'a', 'a*'), { minLength: 1, maxLength: 12 })
    .map((segments) => parsePattern(segments.join('/')))
    .filter((parsed) => parsed.kind === 'ok')
    .map(({ value }) => value);
  fc.assert(
    fc.property(
      fc.array(greedy, { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 1, max: 60 }),
      (patterns, depth) => {
        const index = createNameIndex<true>();
        for (const one of patterns) valueFor(index, one, () => true);
        let steps = 0;
        const budget = {
          spend: (count: number) => {
            steps += count;
          },
          isExhausted: () => false,
        };
        valuesOf(index, Array.from({ length: depth }, () => 'a').join('/'), budget);
        const nodes = 1 + patterns.reduce((sum, { segments }) => sum + segments.length, 0);
        expect(steps).toBeLessThanOrEqual(2 * nodes * depth);
      },
    ),
  );
});

test('an exhausted budget ends the search', () => {
  const index = createNameIndex<string>();
  for (const source of ['**/b', '**/a/**/b', 'a/**/a/**/b']) {
    const parsed = parsePattern(source);
    if (parsed.kind === 'ok') valueFor(index, parsed.value, () => source);
  }
  const text = `${'a/'.repeat(100)}b`;
  expect(valuesOf(index, text, createStepBudget(10_000)).toSorted()).toEqual(['**/a/**/b', '**/b', 'a/**/a/**/b']);
  const budget = createStepBudget(20);
  let spent = 0;
  const counting = {
    spend: (steps: number) => {
      spent += steps;
      budget.spend(steps);
    },
    isExhausted: () => budget.isExhausted(),
  };
  expect(valuesOf(index, text, counting)).toEqual([]);
  expect(spent).toBeLessThan(40);
});
