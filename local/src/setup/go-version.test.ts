import { expect, test } from 'vitest';
import { compareVersions, parseGoVersion } from './go-version.ts';

test.each([
  ['go version go1.26.8 linux/amd64', '1.26.8'],
  ['go version go1.26 linux/arm64', '1.26'],
  ['go version go1.27rc1 linux/amd64', '1.27'],
  ['go version devel +abc linux/amd64', '0'],
])('%s is %s', (printed, expected) => {
  expect(parseGoVersion(printed)).toBe(expected);
});

test.each([
  ['1.26.8', '1.26.7', 1],
  ['1.26.7', '1.26.7', 0],
  ['1.26', '1.26.0', 0],
  ['1.9.9', '1.26.0', -1],
  ['2.0', '1.99.99', 1],
  ['0', '1.26.0', -1],
])('%s against %s', (left, right, expected) => {
  expect(Math.sign(compareVersions(left, right))).toBe(expected);
});
