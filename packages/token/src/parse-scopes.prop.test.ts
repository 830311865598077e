import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scope } from '../test/arbitraries.ts';
import { parseScopes } from './parse-scopes.ts';
import { formatResource, formatScope, type Scope } from './scope.ts';

const scopes = fc.array(scope, { maxLength: 8 });
const limits = { maxScopes: 100, maxLengthBytes: 100_000 };

function parse(parameters: readonly string[]): Scope[] {
  const parsed = parseScopes(parameters, limits);
  if (parsed.kind === 'invalid') {
    throw new Error(parsed.reason);
  }
  return parsed.value;
}

function sorted(list: readonly Scope[]): string[] {
  return list.map(formatScope).toSorted();
}

test('it makes no difference how scopes are spread over parameters', () => {
  fc.assert(
    fc.property(scopes, fc.nat({ max: 8 }), (scopes, cut) => {
      const texts = scopes.map(formatScope);
      const parts = [texts.slice(0, cut).join(' '), texts.slice(cut).join(' ')];
      expect(parse(parts)).toEqual(parse(texts));
    }),
  );
});

test('every resource comes once, and what was parsed parses to itself', () => {
  fc.assert(
    fc.property(scopes, (scopes) => {
      const parsed = parse(scopes.map(formatScope));
      const resources = parsed.map(formatResource);
      expect(new Set(resources).size).toBe(resources.length);
      expect(new Set(resources)).toEqual(new Set(scopes.map(formatResource)));
      expect(parse(parsed.map(formatScope))).toEqual(parsed);
    }),
  );
});

test('the order of scopes changes no resource and no action', () => {
  fc.assert(
    fc.property(scopes, (scopes) => {
      expect(sorted(parse(scopes.toReversed().map(formatScope)))).toEqual(sorted(parse(scopes.map(formatScope))));
    }),
  );
});
