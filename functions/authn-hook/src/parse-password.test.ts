import { describe, expect, test } from 'vitest';

import { isPasswordSize, parsePassword, PASSWORD_MAX_BYTES, PASSWORD_MIN_LENGTH } from './parse-password.ts';

describe('a new password', () => {
  test.each([
    ['the shortest', 'a'.repeat(PASSWORD_MIN_LENGTH)],
    ['the longest', 'a'.repeat(PASSWORD_MAX_BYTES)],
    ['blanks and other scripts', ' pässwörd 密码 🔑 '],
    ['colons and quotes', 'a:b"c\'d\\e'],
  ])('may be %s', (_title, text) => {
    expect(parsePassword(text)).toEqual({ kind: 'ok', value: text });
  });

  test.each([
    ['empty', '', `${PASSWORD_MIN_LENGTH} characters`],
    ['too short', 'a'.repeat(PASSWORD_MIN_LENGTH - 1), `${PASSWORD_MIN_LENGTH} characters`],
    ['too long', 'a'.repeat(PASSWORD_MAX_BYTES + 1), `${PASSWORD_MAX_BYTES} bytes`],
    ['too long in bytes', 'ä'.repeat(PASSWORD_MAX_BYTES / 2 + 1), `${PASSWORD_MAX_BYTES} bytes`],
    ['ended by a line end', 'correct horse\n', 'control characters'],
    ['one that begins like an access key', 'whf_correct horse', 'whf_'],
    ['one with a NUL', 'correct\0horse', 'control characters'],
  ])('is refused when it is %s', (_title, text, named) => {
    expect(parsePassword(text)).toEqual({ kind: 'invalid', reason: expect.stringContaining(named) });
  });
});

test.each([
  ['', false],
  ['a', true],
  ['a'.repeat(PASSWORD_MAX_BYTES), true],
  ['a'.repeat(PASSWORD_MAX_BYTES + 1), false],
  ['ä'.repeat(PASSWORD_MAX_BYTES / 2 + 1), false],
])('whether %j is worth a hash: %j', (text, expected) => {
  expect(isPasswordSize(text)).toBe(expected);
});
