import { parseOptions } from '@node-rs/argon2';
import { passwordHashSchema } from '@wharfinger/identities';
import { expect, test } from 'vitest';

import { ARGON2_PARAMETERS, createArgon2PasswordHasher, DECOY_HASH } from './argon2-password-hasher.ts';

const hasher = createArgon2PasswordHasher();

test('a hash matches its password and no other', async () => {
  const hash = await hasher.hash('correct horse');
  expect(await hasher.verify(hash, 'correct horse')).toBe(true);
  expect(await hasher.verify(hash, 'correct horsf')).toBe(false);
  expect(await hasher.verify(hash, 'correct horse ')).toBe(false);
});

test('a hash is what a document takes, with the parameters of the one place', async () => {
  const hash = await hasher.hash('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(parseOptions(hash)).toMatchObject(ARGON2_PARAMETERS);
  expect(passwordHashSchema.safeParse(hash).success).toBe(true);
});

test('two hashes of one password differ', async () => {
  expect(await hasher.hash('correct horse')).not.toBe(await hasher.hash('correct horse'));
});

test('the decoy costs what a real hash costs, and matches nothing', async () => {
  expect(parseOptions(DECOY_HASH)).toEqual(parseOptions(await hasher.hash('correct horse')));
  expect(await hasher.verify(undefined, 'correct horse')).toBe(false);
  expect(await hasher.verify(undefined, '')).toBe(false);
});

test('a password typed on another system, composed differently, is the same', async () => {
  const hash = await hasher.hash('pässwörd'.normalize('NFD'));
  expect(await hasher.verify(hash, 'pässwörd'.normalize('NFC'))).toBe(true);
});
