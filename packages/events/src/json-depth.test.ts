import { expect, test } from 'vitest';

import { isDeeperThan } from './json-depth.ts';

test.each([
  ['1', 0, false],
  ['null', 0, false],
  ['[]', 0, true],
  ['[1,{}]', 2, false],
  ['[1,{}]', 1, true],
  ['{"a":{"b":[1]}}', 3, false],
  ['{"a":{"b":[1]}}', 2, true],
  ['{"__proto__":[[]]}', 2, true],
])('whether %s is deeper than %i: %s', (text, maxDepth, isDeeper) => {
  expect(isDeeperThan(JSON.parse(text), maxDepth)).toBe(isDeeper);
});

test.each(['[', '{"a":'])('as many %s as an event has room for are told without a fault', (open) => {
  const count = Math.floor((1024 * 1024) / (open.length + 1));
  const text = `${open.repeat(count)}1${(open === '[' ? ']' : '}').repeat(count)}`;
  expect(isDeeperThan(JSON.parse(text), 32)).toBe(true);
});
