import { expect, test } from 'vitest';

import { toJsonPointer } from './json-pointer.ts';

test.each([
  ['$', ''],
  ['$.labels', '/labels'],
  ['$.accessKeys[3].scopes[0]', '/accessKeys/3/scopes/0'],
  ['$.labels["a.b/c~d"]', '/labels/a.b~1c~0d'],
  [String.raw`$.labels["say \"x[0]\""][1]`, '/labels/say "x[0]"/1'],
])('%s is %s', (path, pointer) => {
  expect(toJsonPointer(path)).toBe(pointer);
});
