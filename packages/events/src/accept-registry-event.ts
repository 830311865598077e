import type { Parsed } from '@wharfinger/oci';

import { acceptEvent, type EventTrust, type ReceivedMessage } from './accept-event.ts';
import { isRegistryEvent } from './event.ts';
import type { RegistryEvent } from './registry-event.ts';

/** Like `acceptEvent`, for a consumer that has no use for anything but what happened in the registry. */
export function acceptRegistryEvent(message: ReceivedMessage, trust: EventTrust): Parsed<RegistryEvent> {
  const event = acceptEvent(message, trust);
  if (event.kind === 'invalid') return event;
  if (!isRegistryEvent(event.value)) return { kind: 'invalid', reason: 'the event is none of the registry' };
  return { kind: 'ok', value: event.value };
}
