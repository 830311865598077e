import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { FORMATS, readUserFile } from './read-user-file.ts';

const HASH = '$2y$05$FrBrAwi4pDrfHQ7IS6Bpee2iRbMaJvc/0sl9ddRivfEI5Zrm6oNVK';
const piece = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    ':',
    '\n',
    '"',
    '{',
    '}',
    '- ',
    '&a ',
    '*a',
    '<<',
    'users:',
    'password: ',
    'labels: ',
    HASH,
    '  ',
    '\r',
  ),
);
const text = fc
  .array(fc.oneof({ weight: 200, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }), {
    maxLength: 40,
  })
  .map((pieces) => pieces.join(''));

test('whatever a file holds, it is read or refused', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...FORMATS), (file, format) => {
      expect(['ok', 'invalid']).toContain(readUserFile(file, format).kind);
    }),
    { numRuns: 2000 },
  );
});

test('no reason and no note holds a hash', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...FORMATS), (file, format) => {
      const read = readUserFile(file, format);
      const said =
        read.kind === 'invalid'
          ? [read.reason]
          : [
              ...read.notes,
              ...[...read.entries, ...read.broken].map((entry) => ('reason' in entry ? entry.reason : '')),
            ];
      // A name is shown, and a file can call somebody by a hash.
      const names = read.kind === 'ok' ? read.entries.map(({ account }) => account) : [];
      fc.pre(!names.some((name) => name.includes('$2y$')));
      expect(said.join('\n')).not.toContain('$2y$');
    }),
    { numRuns: 2000 },
  );
});
