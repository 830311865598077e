import { verifyEvent, type WharfingerEvent } from '@wharfinger/events';

import { recordsPrefix } from './record-key.ts';
import { type RecordPlace, recordPlace } from './record-place.ts';

/** What a record must be to be shown: where it lies, whose it is, and who may have signed it. */
export type ExpectedRecord = {
  key: string;
  site: string;
  place: RecordPlace;
  secrets: readonly string[];
  /** The key under which the event is recorded. */
  keyOf: (event: WharfingerEvent, place: RecordPlace) => string;
};

/** Why the event of a stored record isn't to be believed, or undefined. */
export function findRecordFault(event: WharfingerEvent, expected: ExpectedRecord): string | undefined {
  const place = recordPlace(event);
  if (place.kind === 'invalid' || !isSame(place.value, expected.place))
    return `it is of another ${expected.place.kind}`;
  if (event.site !== expected.site) return 'it is of another site';
  if (!verifyEvent(event, expected.secrets)) return 'the signature is missing or wrong';
  if (expected.keyOf(event, place.value) !== expected.key) return 'its key is not the one of its event';
  return undefined;
}

function isSame(left: RecordPlace, right: RecordPlace): boolean {
  return recordsPrefix('', left) === recordsPrefix('', right);
}
