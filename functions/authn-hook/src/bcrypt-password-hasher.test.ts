import { expect, test } from 'vitest';

import { createBcryptPasswordHasher } from './bcrypt-password-hasher.ts';

const hasher = createBcryptPasswordHasher();

// Cost 4, of "correct horse".
const HASHES = [
  '$2a$04$MFhWvFCnluUWRUcDO9UrTuDcWTKTa48N0k4T4mD0KziBcrOpHqs8W',
  '$2b$04$Pp6eeSlq/8ZtMMnx6xexIusYTYMgunDtHHFAoC5TObu2oLhbgKFAi',
  '$2y$04$DvtorWjWHIRty0UVwxEgqez7MF8pNuRf/N5Pf64SPpY1XM4Y3akOe',
];

test.each(HASHES)('%s matches its password and no other', async (hash) => {
  expect(await hasher.verify(hash, 'correct horse')).toBe(true);
  expect(await hasher.verify(hash, 'correct horsf')).toBe(false);
  expect(await hasher.verify(hash, '')).toBe(false);
});

// Of 72 times "x", which is all that bcrypt sees of any longer password that begins so.
const LONGEST = '$2b$04$j3NueDydW3ZnrVIx8tVKNOqyySU0s0Xfr02BaF9zzsaHnXeWumCqS';

test('a password that is longer than bcrypt looks matches nothing, though its beginning does', async () => {
  expect(await hasher.verify(LONGEST, 'x'.repeat(72))).toBe(true);
  expect(await hasher.verify(LONGEST, 'x'.repeat(73))).toBe(false);
  expect(await hasher.verify(LONGEST, `${'x'.repeat(72)}ä`)).toBe(false);
});

test('72 characters that are more bytes are too long', async () => {
  expect(await hasher.verify(LONGEST, `${'x'.repeat(71)}ä`)).toBe(false);
});

test('a password with a NUL matches nothing, though bcrypt repeats a password with a NUL behind it', async () => {
  expect(await hasher.verify(HASHES[0], 'correct horse\0')).toBe(false);
  expect(await hasher.verify(HASHES[0], 'correct horse\0correct horse')).toBe(false);
});

test('no hash matches nothing', async () => {
  expect(await hasher.verify(undefined, 'correct horse')).toBe(false);
});

test('a hash that no password would match is a fault, not a wrong password', async () => {
  // Bits are set in the last character of the salt that belong to none of its bytes.
  const broken = '$2b$04$TquC7zfWCVeAVSs2MvKxD/nQ5SNeNGuucEFf0hnyfexhkIw/9sYN2';
  await expect(hasher.verify(broken, 'abc')).rejects.toThrow(RangeError);
});
