import { createHmac, randomBytes } from 'node:crypto';

import type { VerifiedPasswords } from './check-password.ts';

/**
 * Remembers matches as HMACs under a key that this process makes and nobody else has: no password is kept, and a
 * pipeline that signs in every minute costs no hash. A new password has a new hash, with which nothing here goes.
 */
export function createHmacVerifiedPasswords(options: {
  now: () => Date;
  maxAgeMs: number;
  maxEntries: number;
}): VerifiedPasswords {
  const key = randomBytes(32);
  const expiryMs = new Map<string, number>();

  // The length keeps the two apart.
  const digestOf = (hash: string, password: string): string =>
    createHmac('sha256', key).update(`${hash.length}:${hash}${password}`).digest('base64');

  return {
    has: (hash, password) => {
      const leftMs = (expiryMs.get(digestOf(hash, password)) ?? 0) - options.now().getTime();
      return leftMs > 0 && leftMs <= options.maxAgeMs;
    },
    add: (hash, password) => {
      const digest = digestOf(hash, password);
      // Taken out first, so that the map stays in the order of expiry and its first is the next to go.
      expiryMs.delete(digest);
      expiryMs.set(digest, options.now().getTime() + options.maxAgeMs);
      const [oldest] = expiryMs.keys();
      if (expiryMs.size > options.maxEntries && oldest !== undefined) expiryMs.delete(oldest);
    },
  };
}
