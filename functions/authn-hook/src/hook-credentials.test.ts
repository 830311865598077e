import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readHookCredentials } from './hook-credentials.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf8 = (text: string): Uint8Array => Buffer.from(text);

describe('readHookCredentials', () => {
  test.each([
    ['alice p', 'alice', 'p'],
    ['bob p q', 'bob', 'p q'],
    ['bob  p', 'bob', ' p'],
    ['alice p ', 'alice', 'p '],
    ['alice p\n', 'alice', 'p\n'],
    ['alice a\0b', 'alice', 'a\0b'],
    ['alice secret\nadmin p', 'alice', 'secret\nadmin p'],
    ['@/etc/hostname p', '@/etc/hostname', 'p'],
    ['alice \u{feff}p', 'alice', '\u{feff}p'],
    ['\u{feff}alice p', '\u{feff}alice', 'p'],
    ['алиса p', 'алиса', 'p'],
  ])('%j is split at the first space and changed nowhere', (text, account, password) => {
    expect(readHookCredentials(utf8(text))).toEqual({ kind: 'credentials', account, password });
  });

  test.each([
    ['a single space is the anonymous client', bytes(' '), { kind: 'anonymous' }],
    ['an account without a password is refused', bytes('admin '), { kind: 'refused', why: 'no-password' }],
    ['so is a password without an account', bytes(' p'), { kind: 'refused', why: 'no-account' }],
    ['and two spaces', bytes('  '), { kind: 'refused', why: 'no-account' }],
    ['an account that is no UTF-8', bytes('al\xffice p'), { kind: 'refused', why: 'not-utf-8' }],
    ['a password that is no UTF-8', bytes('alice \xff'), { kind: 'refused', why: 'not-utf-8' }],
    ['a surrogate in UTF-8', bytes('alice \xed\xa0\x80'), { kind: 'refused', why: 'not-utf-8' }],
    ['no space is nothing that docker_auth sends', bytes('alice'), { kind: 'malformed' }],
    ['nor is nothing', bytes(''), { kind: 'malformed' }],
  ])('%s', (_, body, expected) => {
    expect(readHookCredentials(body)).toEqual(expected);
  });

  test('no two bodies are the same credentials', () => {
    const body = fc.uint8Array({ maxLength: 8 }).map((tail) => Buffer.concat([Buffer.from('a '), tail]));
    fc.assert(
      fc.property(body, body, (one, other) => {
        const read = readHookCredentials(one);
        fc.pre(read.kind === 'credentials' && !one.equals(other));
        expect(readHookCredentials(other)).not.toEqual(read);
      }),
    );
  });
});
