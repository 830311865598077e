import { expect, test } from 'vitest';

import { matchPattern } from './match-pattern.ts';
import { parsePattern } from './name-pattern.ts';

type Values = { account?: string | null; labels?: Record<string, string[]> };

function matches(source: string, name: string, { account = 'alice', labels = {} }: Values = {}): boolean {
  const parsed = parsePattern(source);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  const values = new Map(Object.entries(labels).map(([key, list]) => [key, new Set(list)]));
  return matchPattern(parsed.value, name, { account, labels: values }).isMatch;
}

test.each([
  ['team/app', 'team/app', true],
  ['team/app', 'team/apps', false],
  ['team/app', 'my-team/app', false],
  ['team/app', 'team/app/x', false],
  ['team/app', 'team', false],
])('a literal is the name itself: %s on %s is %s', (pattern, name, expected) => {
  expect(matches(pattern, name)).toBe(expected);
});

test.each([
  ['team/*', 'team/app', true],
  ['team/*', 'team/app/x', false],
  ['team/*', 'team', false],
  ['*', 'app', true],
  ['*', 'team/app', false],
  ['*/app', 'team/app', true],
  ['team-*', 'team-a', true],
  ['team*', 'team', true],
  ['*-base', 'debian-base', true],
  ['*-base', 'base', false],
  ['a*b*c', 'axxbyyc', true],
  ['a*b*c', 'axxcyyb', false],
  ['a*b*b', 'ab', false],
  ['*a*', 'bab', true],
])('`*` is any text within one segment: %s on %s is %s', (pattern, name, expected) => {
  expect(matches(pattern, name)).toBe(expected);
});

test.each([
  ['**', 'app', true],
  ['**', 'team/app/x', true],
  ['team/**', 'team/app', true],
  ['team/**', 'team/app/x', true],
  ['team/**', 'team', false],
  ['team/**', 'teams/app', false],
  ['**/app', 'app', true],
  ['**/app', 'a/b/app', true],
  ['**/app', 'a/b/apps', false],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['a/**/z', 'a/b/c', false],
  ['a/**/m/**/z', 'a/m/m/z', true],
  ['a/**/m/**/z', 'a/b/z', false],
  ['a/**/*/z', 'a/z', false],
])('`**` is any number of segments, at least one at the end: %s on %s is %s', (pattern, name, expected) => {
  expect(matches(pattern, name)).toBe(expected);
});

test.each([
  ['${account}/**', 'alice/app', 'alice', true],
  ['${account}/**', 'alice2/app', 'alice', false],
  ['${account}/**', 'alice/app', null, false],
  ['ci-${account}-*', 'ci-bob-app', 'bob', true],
  ['${account}/${account}', 'bob/bob', 'bob', true],
  ['${account}', 'a/b', 'a/b', false],
  ['${account}/**', 'bob/app', '*', false],
  ['${account}', 'bob/app', '**', false],
  ['x${account}/**', 'x/app', '', false],
])('${account} is the account as it is spelt: %s on %s for %s is %s', (pattern, name, account, expected) => {
  expect(matches(pattern, name, { account })).toBe(expected);
});

test.each([
  ['${labels.team}/**', 'red/app', { team: ['red', 'blue'] }, true],
  ['${labels.team}/**', 'blue/app', { team: ['red', 'blue'] }, true],
  ['${labels.team}/**', 'green/app', { team: ['red', 'blue'] }, false],
  ['${labels.team}/**', 'red/app', {}, false],
  ['${labels.org}/${labels.team}', 'acme/blue', { org: ['acme'], team: ['red', 'blue'] }, true],
  ['*${labels.a}*', 'xaay', { a: ['a', 'aa'] }, true],
  ['${labels.a}b', 'aab', { a: ['aa', 'a'] }, true],
  ['*${labels.a}', 'aa', { a: ['aa', 'a'] }, true],
  ['${labels.a}*ac', 'aac', { a: ['aa', 'a'] }, true],
  ['${labels.a}${labels.b}', 'aab', { a: ['aa', 'a'], b: ['ab'] }, true],
  ['${labels.team}/**', 'red/app', { team: ['*', '**', 'red/app', ''] }, false],
  ['${labels.k8s/io.x}/**', 'red/app', { 'k8s/io.x': ['red'] }, true],
  ['${labels.constructor}/**', 'red/app', {}, false],
])('${labels.KEY} is each of the label’s values: %s on %s for %o is %s', (pattern, name, labels, expected) => {
  expect(matches(pattern, name, { labels })).toBe(expected);
});
