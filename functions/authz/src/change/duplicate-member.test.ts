import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { findDuplicateMember } from './duplicate-member.ts';

test.each([
  ['{"a":1,"a":2}', 'a'],
  [String.raw`{"a":1,"\u0061":2}`, 'a'],
  ['{"a":{"b":[{"c":1 , "c"\n:1}]}}', 'c'],
  ['{"a":{"a":1},"b":[{"a":1},{"a":1}]}', undefined],
  ['{"a":"a","b":["a","a"]}', undefined],
  [String.raw`{"a\"":1,"a\\":2,"a":3}`, undefined],
  [String.raw`{"a\\":1,"x":"}","a\\":2}`, 'a\\'],
  ['"a"', undefined],
  ['{"constructor":1,"toString":2}', undefined],
])('in %s it is %j', (text, name) => {
  expect(findDuplicateMember(text)).toBe(name);
});

test('what JSON.stringify writes has none, and with a member more it has', () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (text, name) => {
      expect(findDuplicateMember(text)).toBeUndefined();
      const member = `${JSON.stringify(name)}:${text}`;
      expect(findDuplicateMember(`{${member}, ${member}}`)).toBe(name);
    }),
  );
});
