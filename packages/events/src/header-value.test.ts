import { describe, expect, test } from 'vitest';

import { decodeHeaderValue, encodeHeaderValue } from './header-value.ts';

describe('encodeHeaderValue', () => {
  // The examples of the CloudEvents HTTP binding 1.0.2 §3.1.3.2, and what else its rule names.
  test.each([
    ['Euro € 😀', 'Euro%20%E2%82%AC%20%F0%9F%98%80'],
    ['a"b', 'a%22b'],
    ['100%', '100%25'],
    ['\u007f', '%7F'],
    ["!#$&'()*+,-./:;<=>?@[\\]^_`{|}~", "!#$&'()*+,-./:;<=>?@[\\]^_`{|}~"],
    ['team/app:v1@sha256', 'team/app:v1@sha256'],
  ])('%j goes as %j', (text, header) => {
    expect(encodeHeaderValue(text)).toBe(header);
    expect(decodeHeaderValue(header)).toEqual({ kind: 'ok', value: text });
  });
});

describe('decodeHeaderValue', () => {
  test.each([
    ['"quoted text"', 'quoted text'],
    [String.raw`"a \"b\" \\"`, 'a "b" \\'],
    ['"%E2%82%AC"', '€'],
    ['not encoded', 'not encoded'],
    ['%e2%82%ac', '€'],
    ['"', '"'],
    ['', ''],
  ])('%j says %j', (header, text) => {
    expect(decodeHeaderValue(header)).toEqual({ kind: 'ok', value: text });
  });

  test.each(['%', '%2', '%zz', '%C0%A0', '%ED%A0%80', 'a%FFb'])('%j is invalid', (header) => {
    expect(decodeHeaderValue(header).kind).toBe('invalid');
  });
});
