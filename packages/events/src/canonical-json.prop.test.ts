import { isDeepStrictEqual } from 'node:util';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { canonicalJson } from './canonical-json.ts';

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe('canonicalJson', () => {
  test('means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('is the same text whatever the order of members and the white space', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(JSON.parse(JSON.stringify(reversed(value), null, 2)))).toBe(canonicalJson(value));
      }),
    );
  });

  test('two texts are equal only when the values are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const areEqual = isDeepStrictEqual(JSON.parse(JSON.stringify(left)), JSON.parse(JSON.stringify(right)));
        expect(canonicalJson(left) === canonicalJson(right)).toBe(areEqual);
      }),
    );
  });

  test('sorts members by UTF-16 code unit, as RFC 8785 does', () => {
    expect(canonicalJson({ '\u{1f600}': 1, '\ufb33': 2, a: 3, A: 4 })).toBe('{"A":4,"a":3,"\u{1f600}":1,"\ufb33":2}');
  });

  test('a member that JSON.parse made out of __proto__ counts', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":1,"a":2}'))).toBe('{"__proto__":1,"a":2}');
  });

  test('a number that no double holds is not null', () => {
    expect(canonicalJson(JSON.parse('[1e999,-1e999,null]'))).toBe('[Infinity,-Infinity,null]');
  });

  test('an undefined member is no member', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });
});
