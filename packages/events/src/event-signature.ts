import { createHmac, timingSafeEqual } from 'node:crypto';

import { canonicalJson } from './canonical-json.ts';
import { normalizeEventTime } from './event-time.ts';
import type { RegistryEvent } from './registry-event.ts';

// Part of what is signed, so that a signature for another purpose with the same secret never fits here.
const SIGNATURE_PURPOSE = 'wharfinger-registry-event-v1';

/**
 * The event with its `signature`: HMAC-SHA256, base64url, over the attributes of `RegistryEvent` and the canonical
 * JSON of its data. Attributes that a broker adds are not covered.
 */
export function signEvent(event: RegistryEvent, secret: string): RegistryEvent {
  return { ...event, signature: mac(event, secret).toString('base64url') };
}

/** Whether one of the secrets made the event's signature; compared in constant time. */
export function verifyEvent(event: RegistryEvent, secrets: string | readonly string[]): boolean {
  const given = Buffer.from(event.signature ?? '', 'base64url');
  // Node ignores characters that are no base64url: two texts could otherwise be one signature.
  if (given.toString('base64url') !== event.signature) return false;
  let isValid = false;
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    const expected = mac(event, secret);
    if (given.length === expected.length && timingSafeEqual(given, expected)) isValid = true;
  }
  return isValid;
}

function mac(event: RegistryEvent, secret: string): Buffer {
  const covered = [
    SIGNATURE_PURPOSE,
    event.specversion,
    event.id,
    event.source,
    event.type,
    event.subject,
    normalizeEventTime(event.time) ?? event.time,
    event.datacontenttype,
    event.repository,
    event.tag ?? null,
    event.actor ?? null,
    event.mediatype ?? null,
    event.site,
    event.data,
  ];
  return createHmac('sha256', secret).update(canonicalJson(covered), 'utf8').digest();
}
