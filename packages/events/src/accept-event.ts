import type { Parsed } from '@wharfinger/oci';

import { verifyEvent } from './event-signature.ts';
import type { WharfingerEvent } from './event.ts';
import { parseHttpMessage } from './http-message.ts';

/** An HTTP message as a consumer gets it; header names in any case. */
export type ReceivedMessage = {
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
};

/** Whose events a consumer believes. */
export type EventTrust = { site: string; secrets: readonly string[] };

/** The event in an HTTP message that a consumer may believe: well-formed, signed, and of its own site. */
export function acceptEvent(message: ReceivedMessage, trust: EventTrust): Parsed<WharfingerEvent> {
  const event = parseHttpMessage(message.headers, message.body);
  if (event.kind === 'invalid') return event;
  if (!verifyEvent(event.value, trust.secrets)) return { kind: 'invalid', reason: 'the signature is missing or wrong' };
  if (event.value.site !== trust.site) return { kind: 'invalid', reason: 'the event is of another site' };
  return event;
}
