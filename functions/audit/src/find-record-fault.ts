import { type RegistryEvent, verifyEvent } from '@wharfinger/events';

/** What a record must be to be shown: where it lies, for which repository, and who may have signed it. */
export type ExpectedRecord = {
  key: string;
  site: string;
  repository: string;
  secrets: readonly string[];
  /** The key under which the event is recorded. */
  keyOf: (event: RegistryEvent) => string;
};

/** Why the event of a stored record isn't to be believed, or undefined. */
export function findRecordFault(event: RegistryEvent, expected: ExpectedRecord): string | undefined {
  if (event.repository !== expected.repository) return 'it is of another repository';
  if (event.site !== expected.site) return 'it is of another site';
  if (!verifyEvent(event, expected.secrets)) return 'the signature is missing or wrong';
  if (expected.keyOf(event) !== expected.key) return 'its key is not the one of its event';
  return undefined;
}
