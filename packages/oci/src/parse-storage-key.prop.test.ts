import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCorpus } from '../test/read-corpus.ts';
import { storageKey } from '../test/arbitraries.ts';
import { formatStorageKey } from './format-storage-key.ts';
import { parseStorageKey } from './parse-storage-key.ts';

test('what formatStorageKey writes, parseStorageKey reads', () => {
  fc.assert(
    fc.property(storageKey, (key) => {
      expect(parseStorageKey(formatStorageKey(key))).toEqual(key);
    }),
  );
});

test('a damaged key is refused, or is another key that is written the same way', () => {
  const keys = readCorpus('storage-key-valid');
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.nat(), fc.string({ maxLength: 2 }), (key, at, patch) => {
      const position = at % key.length;
      const damaged = key.slice(0, position) + patch + key.slice(position + 1);
      const parsed = parseStorageKey(damaged);
      expect(parsed.kind === 'invalid' || formatStorageKey(parsed) === damaged).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
