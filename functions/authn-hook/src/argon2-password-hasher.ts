import type { PasswordHasher } from './check-password.ts';

/**
 * The one place of the parameters: OWASP's argon2id minimum of 19 MiB, two passes, one lane.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
export const ARGON2_PARAMETERS = {
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  outputLen: 32,
} as const;

/** Nobody's: verifying against it costs what a real one costs. Its parameters are those above. */
export const DECOY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$oHRcFdMBGEC7krL1xkQ1Ig$B0BX12ILZH6tbN0tzja7ZfRaAeOjvaAnu5snTzOMnAA';

// NOTE: `default`, because a bundle has CommonJS under that name alone.
const load = async () => (await import('@node-rs/argon2')).default;

/** Hashes on libuv's threads; the native module is loaded at the first password. */
export function createArgon2PasswordHasher(): PasswordHasher {
  return {
    hash: async (password) => (await load()).hash(password.normalize('NFC'), ARGON2_PARAMETERS),
    verify: async (hash, password) => (await load()).verify(hash ?? DECOY_HASH, password.normalize('NFC')),
  };
}
