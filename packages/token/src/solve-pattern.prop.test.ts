import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { naiveMatch } from '../test/naive-match.ts';
import { matchPattern } from './match-pattern.ts';
import { type NamePattern, parsePattern } from './name-pattern.ts';
import { solvePattern } from './solve-pattern.ts';

// A small alphabet, so that variables can be solved in several ways.
const word = fc.stringMatching(/^[ab]{1,3}$/);
const piece = fc.oneof(
  word,
  fc.constant('*'),
  fc.constant('${account}'),
  fc.constant('${labels.one}'),
  fc.constant('${labels.two}'),
);
const segment = fc.oneof(
  { weight: 4, arbitrary: fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')) },
  { weight: 2, arbitrary: fc.constant('**') },
);
const pattern = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => parsePattern(segments.join('/')))
  .filter((parsed): parsed is { kind: 'ok'; value: NamePattern } => parsed.kind === 'ok')
  .map(({ value }) => value);
const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('/'));

/** Every text that a variable could stand for in this name. */
function piecesOf(text: string): Set<string> {
  const pieces = text
    .split('/')
    .flatMap((one) =>
      Array.from(one, (_, start) => Array.from(one.slice(start), (__, at) => one.slice(start, start + at + 1))).flat(),
    );
  return new Set(pieces);
}

test('with each solution the pattern matches, whoever reads it', () => {
  fc.assert(
    fc.property(pattern, name, (parsed, text) => {
      const { solutions, isComplete } = solvePattern(parsed, text);
      expect(isComplete).toBe(true);
      for (const { account, labels } of solutions) {
        const values = { account, labels: new Map([...labels].map(([key, value]) => [key, new Set([value])])) };
        expect(matchPattern(parsed, text, values).isMatch).toBe(true);
        expect(naiveMatch(parsed.source, text, values)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test('trying every value finds the same solutions, each once', () => {
  fc.assert(
    fc.property(pattern, name, (parsed, text) => {
      const valuesOf = (variable: string): (string | null)[] =>
        parsed.source.includes(variable) ? [...piecesOf(text)] : [null];
      const tried = valuesOf('${account}').flatMap((account) =>
        valuesOf('${labels.one}').flatMap((one) => valuesOf('${labels.two}').map((two) => ({ account, one, two }))),
      );
      const matching = tried.filter(({ account, one, two }) => {
        const labels = new Map([
          ['one', new Set(one === null ? [] : [one])],
          ['two', new Set(two === null ? [] : [two])],
        ]);
        return naiveMatch(parsed.source, text, { account, labels });
      });
      const solved = solvePattern(parsed, text).solutions.map(({ account, labels }) => ({
        account,
        one: labels.get('one') ?? null,
        two: labels.get('two') ?? null,
      }));
      const sorted = (list: typeof solved): string[] => list.map((one) => JSON.stringify(one)).toSorted();
      expect(sorted(solved)).toEqual(sorted(matching));
    }),
    { numRuns: 1000 },
  );
});

test('a name has a solution exactly when some caller’s values match', () => {
  fc.assert(
    fc.property(pattern, name, (parsed, text) => {
      // With labels that have every value at once, the account alone is open.
      const all = piecesOf(text);
      const labels = new Map([
        ['one', all],
        ['two', all],
      ]);
      const isMatched = [...all].some((account) => matchPattern(parsed, text, { account, labels }).isMatch);
      expect(solvePattern(parsed, text).solutions.length > 0).toBe(isMatched);
    }),
    { numRuns: 1000 },
  );
});
