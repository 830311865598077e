import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { formatJsonPath } from './json-path.ts';
import { toJsonPointer } from './json-pointer.ts';

test.each([
  [[], '$'],
  [['bindings', 3, 'names', 0], '$.bindings[3].names[0]'],
  [['roles', 'a.b', 'permissions'], '$.roles["a.b"].permissions'],
  [['labels', 'say "x"'], String.raw`$.labels["say \"x\""]`],
])('%j is %s', (parts, path) => {
  expect(formatJsonPath(parts)).toBe(path);
});

test('its pointer has every part', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.nat())), (parts) => {
      const escaped = parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`);
      expect(toJsonPointer(formatJsonPath(parts))).toBe(escaped.join(''));
    }),
  );
});
