import { expect, test } from 'vitest';

import { parseEtag, parseWriteCondition } from './write-condition.ts';

test.each([
  ['no precondition', undefined, undefined, { kind: 'create' }],
  ['If-None-Match: *', undefined, '*', { kind: 'create' }],
  ['If-Match with an ETag', '"abc-1"', undefined, { kind: 'replace', etag: 'abc-1' }],
])('%s says what a write may do', (_title, ifMatch, ifNoneMatch, expected) => {
  expect(parseWriteCondition(ifMatch, ifNoneMatch)).toEqual({ kind: 'ok', value: expected });
});

test.each([
  ['both', '"abc"', '*'],
  ['If-None-Match with an ETag', undefined, '"abc"'],
  ['If-Match: *, which would overwrite anything', '*', undefined],
  ['a weak ETag', 'W/"abc"', undefined],
  ['an ETag without quotes', 'abc', undefined],
  ['several ETags', '"abc", "def"', undefined],
  ['an empty ETag', '""', undefined],
  ['an empty If-Match', '', undefined],
])('%s is refused', (_title, ifMatch, ifNoneMatch) => {
  expect(parseWriteCondition(ifMatch, ifNoneMatch).kind).toBe('invalid');
});

test('no header is no ETag', () => {
  expect(parseEtag(undefined)).toBeUndefined();
});
