import { createTestKeys } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { chooseActiveKey } from './choose-active-key.ts';

const { ES256, RS256 } = createTestKeys();

test('a single key signs', () => {
  expect(chooseActiveKey([ES256], undefined)).toEqual({ kind: 'ready', active: ES256, all: [ES256] });
});

test('of several keys the one that "active" names signs, and all are published', () => {
  expect(chooseActiveKey([ES256, RS256], RS256.kid)).toEqual({ kind: 'ready', active: RS256, all: [ES256, RS256] });
});

test.each([
  ['no key', [], undefined, '<kid>.pem'],
  ['no key, though "active" names one', [], 'test-es256', '<kid>.pem'],
  ['several keys without "active"', [ES256, RS256], undefined, '"active"'],
  ['an "active" that names no key', [ES256, RS256], 'other', '"active"'],
  ['an empty "active"', [ES256], '', '"active"'],
])('%s is said with what to do', (_title, keys, active, named) => {
  expect(chooseActiveKey(keys, active)).toEqual({ kind: 'missing', reason: expect.stringContaining(named) });
});
