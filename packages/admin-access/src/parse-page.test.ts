import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { formatCursor, PAGE_DEFAULT_LIMIT, PAGE_MAX_LIMIT, parsePage } from './parse-page.ts';

const page = (query: string) => parsePage(new URLSearchParams(query), ['label']);

test('without a word it is the first page of the usual size', () => {
  expect(page('')).toEqual({ kind: 'ok', value: { limit: PAGE_DEFAULT_LIMIT } });
  expect(page('label=a:b&limit=1')).toEqual({ kind: 'ok', value: { limit: 1 } });
});

test('what a page ends with begins the next', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.@+-]{1,128}$/), (after) => {
      const cursor = formatCursor(after);
      expect(page(`cursor=${cursor}&limit=${PAGE_MAX_LIMIT}`)).toEqual({
        kind: 'ok',
        value: { limit: PAGE_MAX_LIMIT, after },
      });
    }),
  );
});

test('an unknown parameter is named, with those that there are', () => {
  const reason = 'There is no query parameter "limt" here: only limit, cursor, label.';
  expect(page('limt=5')).toEqual({ kind: 'invalid', reason });
  expect(page(`${'x'.repeat(51)}=1`)).toMatchObject({ reason: expect.stringContaining(`"${'x'.repeat(50)}…"`) });
});

test('the last page has no next', () => {
  expect(formatCursor(undefined)).toBeNull();
});

test.each([
  'limit=0',
  `limit=${PAGE_MAX_LIMIT + 1}`,
  'limit=1e2',
  'limit=-1',
  'limit=',
  'limit=1&limit=2',
  'cursor=',
  'cursor=a%2Fb',
  'cursor=YQ==',
  'cursor=YR',
  'limt=5',
])('%s is refused', (query) => {
  expect(page(query).kind).toBe('invalid');
});
