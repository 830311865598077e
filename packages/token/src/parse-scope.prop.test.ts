import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scope } from '../test/arbitraries.ts';
import { readCorpus } from '../test/read-corpus.ts';
import { parseScope } from './parse-scope.ts';
import { formatScope } from './scope.ts';

test('what formatScope writes, parseScope reads', () => {
  fc.assert(
    fc.property(scope, (scope) => {
      expect(parseScope(formatScope(scope))).toEqual({ kind: 'ok', value: scope });
    }),
  );
});

test('whatever is taken is taken again in its normal form, and means the same', () => {
  const damaged = fc
    .tuple(fc.constantFrom(...readCorpus('scope-valid')), fc.nat(), fc.string({ maxLength: 2 }), fc.nat({ max: 2 }))
    .map(([text, at, patch, cut]) => {
      const position = at % text.length;
      return text.slice(0, position) + patch + text.slice(position + cut);
    });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.string()), (text) => {
      const parsed = parseScope(text);
      expect(parsed.kind === 'invalid' || parseScope(formatScope(parsed.value))).toEqual(
        parsed.kind === 'invalid' || parsed,
      );
    }),
    { numRuns: 3000 },
  );
});

test('no scope of 16 KiB makes the check slow', () => {
  const started = performance.now();
  for (const part of ['a', 'a-', 'a.', ':', '-', '(', ',', 'a:', 'a/', 'pull,']) {
    parseScope(`repository:${part.repeat(16_384 / part.length)}!:5000/a:pull`);
    parseScope(`repository:a:${part.repeat(16_384 / part.length)}`);
    parseScope(part.repeat(16_384 / part.length));
  }
  expect(performance.now() - started).toBeLessThan(500);
});
