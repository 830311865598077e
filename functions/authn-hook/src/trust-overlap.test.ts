import { expect, test } from 'vitest';

import { findTrustOverlap } from './trust-overlap.ts';

const ONE = 'https://one.example';
const TWO = 'https://two.example';
const trustOf = (name: string, issuer: string, account: string) => ({ name, issuer, account });

test.each([
  ['github.${claims.id}', 'github.${claims.repository}', true],
  ['github.${claims.id}', 'github.acme.${claims.id}', true],
  ['github.acme.${claims.id}', 'github.${claims.id}', true],
  ['github.acme', 'github.${claims.id}', true],
  ['github.${claims.id}', 'github.acme', true],
  ['github.${claims.id}', 'gitlab.${claims.id}', false],
  ['github.${claims.id}', 'github-x.${claims.id}', false],
  ['github', 'github.${claims.id}', false],
  ['github.${claims.id}', 'github', false],
  ['ci', 'ci', false],
])('%s and %s of two issuers can be the same account: %s', (account, other, isSame) => {
  const others = [trustOf('c', TWO, 'other.${claims.id}'), trustOf('b', TWO, other)];
  expect(findTrustOverlap(trustOf('a', ONE, account), others)).toBe(isSame ? 'b' : undefined);
});

test('trusts of one issuer may give the same account, and one is no other than itself', () => {
  const account = 'github.${claims.id}';
  expect(findTrustOverlap(trustOf('a', ONE, account), [trustOf('b', ONE, account)])).toBeUndefined();
  expect(findTrustOverlap(trustOf('a', ONE, account), [trustOf('a', TWO, account)])).toBeUndefined();
});
