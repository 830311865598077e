import { createFixedClock } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createHmacVerifiedPasswords } from './hmac-verified-passwords.ts';

function open() {
  const clock = createFixedClock();
  return { clock, verified: createHmacVerifiedPasswords({ now: clock.now, maxAgeMs: 1000, maxEntries: 2 }) };
}

test('a match is remembered for that hash and that password alone', () => {
  const { verified } = open();
  expect(verified.has('hash', 'password')).toBe(false);
  verified.add('hash', 'password');
  expect(verified.has('hash', 'password')).toBe(true);
  expect(verified.has('hash', 'passwore')).toBe(false);
  expect(verified.has('hash2', 'password')).toBe(false);
  expect(verified.has('hashpass', 'word')).toBe(false);
});

test('a match is forgotten after its time, counted from the last check', () => {
  const { clock, verified } = open();
  verified.add('hash', 'password');
  clock.advance(999);
  expect(verified.has('hash', 'password')).toBe(true);
  verified.add('hash', 'password');
  clock.advance(999);
  expect(verified.has('hash', 'password')).toBe(true);
  clock.advance(1);
  expect(verified.has('hash', 'password')).toBe(false);
});

test('a clock that was set back does not make a match live longer', () => {
  const { clock, verified } = open();
  verified.add('hash', 'password');
  clock.advance(-1);
  expect(verified.has('hash', 'password')).toBe(false);
});

test('the oldest is forgotten first when there are too many', () => {
  const { verified } = open();
  verified.add('1', 'password');
  verified.add('2', 'password');
  verified.add('1', 'password');
  verified.add('3', 'password');
  expect(['1', '2', '3'].map((hash) => verified.has(hash, 'password'))).toEqual([true, false, true]);
});

test('two processes know nothing of each other', () => {
  const { verified } = open();
  verified.add('hash', 'password');
  expect(open().verified.has('hash', 'password')).toBe(false);
});
