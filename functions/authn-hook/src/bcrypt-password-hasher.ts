import type { PasswordHasher } from './check-password.ts';

/** bcrypt takes no more into account: what is longer would match by its beginning. */
const BCRYPT_MAX_BYTES = 72;

// NOTE: `default`, because a bundle has CommonJS under that name alone.
const load = async () => (await import('@node-rs/bcrypt')).default;

/** Verifies hashes that were taken over; makes none. Runs on libuv's threads; the native module is loaded at the first. */
export function createBcryptPasswordHasher(): Pick<PasswordHasher, 'verify'> {
  return {
    verify: async (hash, password) => {
      if (hash === undefined || !isWhole(password)) return false;
      const { parseOptions, verify } = await load();
      // Throws for a hash that no password would match, such as one with bits set behind its salt: that is no wrong password.
      parseOptions(hash);
      // As it was typed: who hashed it didn't compose it.
      return verify(password, hash);
    },
  };
}

/** Whether bcrypt compares all of it, and nothing else is the same to it: `a`, NUL, `a` would be `a`. */
function isWhole(password: string): boolean {
  return new TextEncoder().encode(password).byteLength <= BCRYPT_MAX_BYTES && !password.includes('\0');
}
