import type { Parsed } from '@wharfinger/oci';

import { verifyEvent } from './event-signature.ts';
import { parseHttpMessage } from './http-message.ts';
import type { RegistryEvent } from './registry-event.ts';

/** The event in an HTTP message that a consumer may believe: well-formed, signed, and of its own site. */
export function acceptEvent(
  message: { headers: Readonly<Record<string, string | undefined>>; body: Uint8Array },
  trust: { site: string; secrets: readonly string[] },
): Parsed<RegistryEvent> {
  const event = parseHttpMessage(message.headers, message.body);
  if (event.kind === 'invalid') return event;
  if (!verifyEvent(event.value, trust.secrets)) return { kind: 'invalid', reason: 'the signature is missing or wrong' };
  if (event.value.site !== trust.site) return { kind: 'invalid', reason: 'the event is of another site' };
  return event;
}
