import { expect, test } from 'vitest';

import { readHtpasswd } from './read-htpasswd.ts';

test('an entry is what stands before and after the first colon, with its line', () => {
  expect(readHtpasswd('# staff\r\n\r\nanna:$2y$05$x\r\n  bert:a:b  \n')).toStrictEqual({
    kind: 'ok',
    found: [
      { line: 3, account: 'anna', passwordHash: '$2y$05$x', labels: undefined },
      { line: 4, account: 'bert', passwordHash: 'a:b', labels: undefined },
    ],
    broken: [],
    notes: [],
  });
});

test('a byte order mark is no part of the first name', () => {
  expect(readHtpasswd('\uFEFFanna:x')).toMatchObject({ found: [{ account: 'anna' }] });
});

test('an empty hash is none, and a line without a colon no entry', () => {
  expect(readHtpasswd('anna:\nsecret')).toMatchObject({
    found: [{ account: 'anna', passwordHash: null }],
    broken: [{ line: 2 }],
  });
});
