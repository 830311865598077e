import { expect, test } from 'vitest';

import type { FoundEntry } from './entry.ts';
import { judgeEntries } from './judge-entries.ts';

const HASH = '$2y$05$FrBrAwi4pDrfHQ7IS6Bpee2iRbMaJvc/0sl9ddRivfEI5Zrm6oNVK';
const found = (account: string, more: Partial<FoundEntry> = {}): FoundEntry => ({
  line: 1,
  account,
  passwordHash: HASH,
  labels: undefined,
  ...more,
});

test('an account with bcrypt and labels that fit is a user', () => {
  const labels = { groups: ['developers'] };

  expect(judgeEntries([found('anna', { labels })])).toStrictEqual([
    { kind: 'user', line: 1, account: 'anna', passwordHash: HASH, labels },
  ]);
});

test.each([
  ['the anonymous entry', found('', { passwordHash: null }), 'the policy'],
  ['upper case', found('Anna'), '"Anna" is not an account'],
  ['everybody’s name', found('public'), '"public" is no account'],
  ['nobody’s name', found('anonymous'), '"anonymous" is no account'],
  ['white space', found('anna b'), 'is not an account'],
  ['a path', found('a/b'), 'is not an account'],
  ['no password', found('anna', { passwordHash: null }), 'any password'],
  ['another hash', found('anna', { passwordHash: 'plain' }), 'only bcrypt'],
  ['a label', found('anna', { labels: { g: ['*'] } }), '"*"'],
])('refused: %s', (_what, entry, reason) => {
  expect(judgeEntries([entry])).toMatchObject([{ kind: 'refused', reason: expect.stringContaining(reason) }]);
});

test('of an account that stands there twice neither is taken, and the others are', () => {
  const judged = judgeEntries([found('anna', { line: 1 }), found('bert', { line: 2 }), found('anna', { line: 3 })]);

  expect(judged.map(({ kind }) => kind)).toStrictEqual(['refused', 'user', 'refused']);
  expect(judged[0]).toMatchObject({ reason: expect.stringContaining('lines 1, 3') });
});
