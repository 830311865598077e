import { createHmac, timingSafeEqual } from 'node:crypto';

import type { AuthEvent } from './auth-event.ts';
import { canonicalJson } from './canonical-json.ts';
import { normalizeEventTime } from './event-time.ts';
import { isAuthEvent, isPolicyEvent, type WharfingerEvent } from './event.ts';
import type { PolicyEvent } from './policy-event.ts';
import type { RegistryEvent } from './registry-event.ts';

// Part of what is signed, so that a signature for another purpose with the same secret never fits here.
const REGISTRY_PURPOSE = 'wharfinger-registry-event-v1';
const AUTH_PURPOSE = 'wharfinger-auth-event-v1';
const POLICY_PURPOSE = 'wharfinger-policy-event-v1';

/**
 * The event with its `signature`: HMAC-SHA256, base64url, over the attributes of its kind and the canonical JSON of its
 * data. Attributes that a broker adds are not covered.
 */
export function signEvent<E extends WharfingerEvent>(event: E, secret: string): E {
  return { ...event, signature: mac(event, secret).toString('base64url') };
}

/** Whether one of the secrets made the event's signature; compared in constant time. */
export function verifyEvent(event: WharfingerEvent, secrets: string | readonly string[]): boolean {
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

function mac(event: WharfingerEvent, secret: string): Buffer {
  return createHmac('sha256', secret)
    .update(canonicalJson(coveredOf(event)), 'utf8')
    .digest();
}

function coveredOf(event: WharfingerEvent): unknown[] {
  if (isAuthEvent(event)) return coveredOfOwn(AUTH_PURPOSE, event);
  return isPolicyEvent(event) ? coveredOfOwn(POLICY_PURPOSE, event) : coveredOfRegistry(event);
}

function coveredOfRegistry(event: RegistryEvent): unknown[] {
  const { repository, tag = null, actor = null, mediatype = null, site, data } = event;
  return [REGISTRY_PURPOSE, ...coveredOfAny(event), repository, tag, actor, mediatype, site, data];
}

function coveredOfOwn(purpose: string, event: AuthEvent | PolicyEvent): unknown[] {
  const { actor = null, site, data } = event;
  return [purpose, ...coveredOfAny(event), actor, site, data];
}

function coveredOfAny({ specversion, id, source, type, subject, time, datacontenttype }: WharfingerEvent): unknown[] {
  return [specversion, id, source, type, subject, normalizeEventTime(time) ?? time, datacontenttype];
}
