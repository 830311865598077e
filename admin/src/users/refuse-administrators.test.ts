import { expect, test } from 'vitest';

import type { Entry } from './entry.ts';
import { refuseAdministrators } from './refuse-administrators.ts';

const user = (labels: Record<string, string[]> | undefined): Entry => ({
  kind: 'user',
  line: 3,
  account: 'anna',
  passwordHash: 'h',
  labels,
});

test.each([[{ groups: ['administrators'] }], [{ groups: ['developers', 'administrators'], team: ['a'] }]])(
  'who has the labels %j is refused',
  (labels) => {
    expect(refuseAdministrators([user(labels)])).toStrictEqual([
      { kind: 'refused', line: 3, account: 'anna', reason: expect.stringContaining('--allow-administrators') },
    ]);
  },
);

test.each([
  [undefined],
  [{}],
  [{ groups: [] }],
  [{ groups: ['administrator', 'administrators2'] }],
  [{ team: ['administrators'] }],
])('who has the labels %j stays as it is', (labels) => {
  expect(refuseAdministrators([user(labels)])).toStrictEqual([user(labels)]);
});

test('what is refused already keeps its reason', () => {
  const refused: Entry = { kind: 'refused', line: 1, account: 'bert', reason: 'only bcrypt' };
  expect(refuseAdministrators([refused])).toStrictEqual([refused]);
});
