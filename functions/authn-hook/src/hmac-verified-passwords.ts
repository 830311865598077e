import { createHmac, createSecretKey, randomBytes } from 'node:crypto';

import { LRUCache } from 'lru-cache';

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
  const key = createSecretKey(randomBytes(32));
  const expiryMs = new LRUCache<string, number>({ max: options.maxEntries });

  // The length keeps the two apart.
  const digestOf = (hash: string, password: string): string =>
    createHmac('sha256', key).update(`${hash.length}:${hash}${password}`).digest('base64');

  return {
    // Looked at without being renewed, so that the first to go is the next to expire.
    has: (hash, password) => {
      const leftMs = (expiryMs.peek(digestOf(hash, password)) ?? 0) - options.now().getTime();
      return leftMs > 0 && leftMs <= options.maxAgeMs;
    },
    add: (hash, password) => {
      expiryMs.set(digestOf(hash, password), options.now().getTime() + options.maxAgeMs);
    },
  };
}
