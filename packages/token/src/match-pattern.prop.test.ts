import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { naiveMatch } from '../test/naive-match.ts';
import { matchPattern, type PatternMatch, type PatternValues } from './match-pattern.ts';
import { parsePattern } from './name-pattern.ts';

// A small alphabet, so that patterns, names and values meet each other often.
const word = fc.stringMatching(/^[ab-]{1,3}$/);
const piece = fc.oneof(word, fc.constant('*'), fc.constant('${account}'), fc.constant('${labels.one}'));
const segment = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('').replaceAll(/\*+/g, '*')),
  },
  { weight: 1, arbitrary: fc.constant('${labels.one}') },
  { weight: 2, arbitrary: fc.constant('**') },
);
const pattern = fc
  .array(segment, { minLength: 1, maxLength: 5 })
  .map((segments) => segments.join('/'))
  .filter((source) => parsePattern(source).kind === 'ok');
const name = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join('/'));
const hostile = fc.oneof(word, fc.constantFrom('', '*', '**', '/', 'a/b', '**/a', '.*', '${account}'), fc.string());
const values = fc.record({
  account: fc.option(hostile),
  labels: fc.array(hostile, { maxLength: 3 }).map((list) => new Map([['one', new Set(list)]])),
});

function match(source: string, name: string, { account, labels }: PatternValues): PatternMatch {
  const parsed = parsePattern(source);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return matchPattern(parsed.value, name, { account, labels });
}

test('the matcher says what the plainest reading of the pattern says', () => {
  fc.assert(
    fc.property(pattern, name, values, (source, text, given) => {
      expect(match(source, text, given).isMatch).toBe(naiveMatch(source, text, given));
    }),
    { numRuns: 5000 },
  );
});

test('a name that a pattern is built from matches it', () => {
  const cut = fc.record({
    words: fc.array(word, { minLength: 1, maxLength: 5 }),
    at: fc.nat(4),
    to: fc.constantFrom('*', '${account}', '${labels.one}'),
  });
  fc.assert(
    fc.property(cut, ({ words, at, to }) => {
      const index = at % words.length;
      const source = words.with(index, to).join('/');
      const value = words[index] ?? '';
      expect(
        match(source, words.join('/'), { account: value, labels: new Map([['one', new Set([value])]]) }).isMatch,
      ).toBe(true);
    }),
  );
});

test('a value stands for itself alone: no other account’s name matches, whatever the account is called', () => {
  fc.assert(
    fc.property(hostile, name, (account, text) => {
      const [owner] = text.split('/');
      const { isMatch } = match('${account}/**', text, { account, labels: new Map() });
      expect(isMatch).toBe(account === owner && text.includes('/'));
    }),
    { numRuns: 2000 },
  );
});

test('a value with a slash or a star never matches', () => {
  fc.assert(
    fc.property(pattern, name, fc.tuple(hostile, fc.constantFrom('/', '*'), hostile), (source, text, pieces) => {
      const value = pieces.join('');
      const given = { account: value, labels: new Map([['one', new Set([value])]]) };
      const isVariable = source.includes('${');
      expect(isVariable && match(source, text, given).isMatch).toBe(false);
    }),
  );
});

test('the work grows with pattern × name, whatever they hold: no pattern makes the matcher backtrack', () => {
  const unit = fc.constantFrom('*a', 'a*', '*${account}', 'a', '**/', '*/', '*a/', '**/*a/');
  const long = fc.tuple(
    fc.array(unit, { minLength: 1, maxLength: 4 }),
    fc.integer({ min: 1, max: 30 }),
    fc.constantFrom('b', 'a', '*'),
  );
  fc.assert(
    fc.property(
      long,
      fc.integer({ min: 1, max: 255 }),
      fc.constantFrom('a', 'a/', 'aa/'),
      ([units, times, end], length, filler) => {
        const source = `${units.join('').repeat(times)}${end}`.replaceAll(/\*{2}(?!\/)|(?<!^|\/)\*{2}/g, '*');
        fc.pre(parsePattern(source).kind === 'ok');
        const text = `${filler.repeat(length)}c`.slice(-255);
        const { steps } = match(source, text, { account: 'aaaa', labels: new Map() });
        expect(steps).toBeLessThanOrEqual((source.length + 1) * (text.length + 1));
      },
    ),
    { numRuns: 1000 },
  );
});

test('a name without the pattern’s literal beginning costs nothing', () => {
  expect(match('team/*', 'other/app', { account: null, labels: new Map() })).toEqual({ isMatch: false, steps: 0 });
});

test.each([
  ['team/app', 'team/app', 7],
  ['team/**', 'team/app/x', 6],
  ['*/app', 'team/app', 8],
])('every character compared and every position visited is a step: %s on %s takes %i', (source, text, steps) => {
  expect(match(source, text, { account: null, labels: new Map() })).toEqual({ isMatch: true, steps });
});

test('the classic attack costs at most pattern × name steps', () => {
  const source = `${'*a'.repeat(120)}b`;
  const text = 'a'.repeat(255);
  const { isMatch, steps } = match(source, text, { account: null, labels: new Map() });
  expect(isMatch).toBe(false);
  expect(steps).toBeGreaterThan(text.length);
  expect(steps).toBeLessThanOrEqual(source.length * (text.length + 1));
});

test('nothing behind a dead end is looked at: no value of a label is read there', () => {
  let reads = 0;
  const values = new Set(Array.from({ length: 500 }, (_, index) => `v${index}`));
  const labels = new Map([['a', values]]);
  labels.get = () => {
    reads += 1;
    return values;
  };
  expect(match('*q${labels.a}', 'z', { account: null, labels })).toMatchObject({ isMatch: false });
  expect(match('*/q/${labels.a}', 'z/z/z', { account: null, labels })).toMatchObject({ isMatch: false });
  expect(reads).toBe(0);
});

test('an empty value is a step too', () => {
  const labels = new Map([['a', new Set([''])]]);
  expect(match('${labels.a}', 'z', { account: null, labels })).toEqual({ isMatch: false, steps: 1 });
});
