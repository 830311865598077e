import { createTestKeys } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { chooseActiveKey } from './choose-active-key.ts';

const { ES256, RS256 } = createTestKeys();

test('a single key signs', () => {
  expect(chooseActiveKey([ES256], undefined)).toEqual({ kind: 'ok', value: ES256 });
});

test('of several keys the one that "active" names signs', () => {
  expect(chooseActiveKey([ES256, RS256], RS256.kid)).toEqual({ kind: 'ok', value: RS256 });
});

test.each([
  ['several keys without "active"', [ES256, RS256], undefined],
  ['an "active" that names no key', [ES256, RS256], 'other'],
  ['an empty "active"', [ES256], ''],
] as const)('%s is said with what to do', (_title, keys, active) => {
  expect(chooseActiveKey([...keys], active)).toEqual({ kind: 'invalid', reason: expect.stringContaining('"active"') });
});
