import { createHash, randomBytes } from 'node:crypto';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { formatAccessKey, parseAccessKey } from './access-key-text.ts';
import { accessKeyIdSchema } from './access-key.ts';

// Made with Python's zlib.crc32, so that a scanner may be written by this page alone.
const KNOWN = 'whf_0000000000AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA3X7kDG';

test('a key is its prefix, id, secret and the checksum of what stands before, in letters and digits', () => {
  const { text, id, secretHash } = formatAccessKey(randomBytes);
  expect(text).toMatch(/^whf_[0-9A-Za-z]{48}$/);
  expect(text.slice(4, 14)).toBe(id);
  expect(accessKeyIdSchema.safeParse(id).success).toBe(true);
  expect(secretHash).toBe(createHash('sha256').update(text.slice(14, 46)).digest('base64url'));
  expect(parseAccessKey(text)).toEqual({ kind: 'ok', id, secretHash });
});

test('the checksum is CRC-32 in base62, digits first', () => {
  expect(parseAccessKey(KNOWN).kind).toBe('ok');
});

test('two keys share nothing', () => {
  const [one, other] = [formatAccessKey(randomBytes), formatAccessKey(randomBytes)];
  expect(one.id).not.toBe(other.id);
  expect(one.secretHash).not.toBe(other.secretHash);
});

test('bytes that would make some characters likelier are left out', () => {
  const taken: number[] = [];
  const unfairFirst = (size: number): Uint8Array => {
    taken.push(size);
    return new Uint8Array(size).fill(taken.length % 2 === 1 ? 248 : 61);
  };
  const { text } = formatAccessKey(unfairFirst);
  expect(text.slice(0, 46)).toBe(`whf_${'z'.repeat(42)}`);
  expect(taken).toEqual([10, 10, 32, 32]);
});

test.each([
  ['nothing', ''],
  ['the prefix alone', 'whf_'],
  ['a key that was cut off', KNOWN.slice(0, -1)],
  ['a key with something behind it', `${KNOWN}A`],
  ['a key with a line end', `${KNOWN}\n`],
  ['a key in another prefix', KNOWN.replace('whf_', 'ghp_')],
  ['a character of another alphabet', KNOWN.replace('whf_0', 'whf_-')],
])('%s is no key', (_title, text) => {
  expect(parseAccessKey(text)).toEqual({ kind: 'invalid' });
});

test('a key with one character mistyped is no key', () => {
  const { text } = formatAccessKey(randomBytes);
  const mistyped = fc.record({
    at: fc.integer({ min: 4, max: text.length - 1 }),
    to: fc.constantFrom('0', 'A', 'z', '9', 'Q', 'q'),
  });
  fc.assert(
    fc.property(mistyped, ({ at, to }) => {
      fc.pre(text[at] !== to);
      expect(parseAccessKey(`${text.slice(0, at)}${to}${text.slice(at + 1)}`)).toEqual({ kind: 'invalid' });
    }),
  );
});
