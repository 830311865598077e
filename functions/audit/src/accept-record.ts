import { acceptEvent, type WharfingerEvent } from '@wharfinger/events';
import type { Parsed } from '@wharfinger/oci';

import { type RecordPlace, recordPlace } from './record-place.ts';

/** The event in an HTTP message that may be recorded, and where. */
export function acceptRecord(
  ...received: Parameters<typeof acceptEvent>
): Parsed<{ event: WharfingerEvent; place: RecordPlace }> {
  const event = acceptEvent(...received);
  if (event.kind === 'invalid') return event;
  const place = recordPlace(event.value);
  return place.kind === 'invalid' ? place : { kind: 'ok', value: { event: event.value, place: place.value } };
}
