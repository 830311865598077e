import { createHmac } from 'node:crypto';

import type { Secret } from '@wharfinger/function-kit';

// Part of what is hashed, so that nothing else that the secret makes is ever an id.
const PURPOSE = 'wharfinger-refresh-successor-v1';

/**
 * The id of the refresh token that follows another: a UUID of version 8 that follows from the used one, so that a request
 * that comes again, because its answer got lost, asks for the same successor. `secret` is the one that signed the used
 * token: every instance that takes it knows that.
 */
export function successorId(used: string, secret: Secret): string {
  const bytes = createHmac('sha256', secret.reveal())
    .update(JSON.stringify([PURPOSE, used.toLowerCase()]))
    .digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
