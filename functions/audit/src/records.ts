import type { WharfingerEvent } from '@wharfinger/events';

import type { AuditRecord } from './audit-record.ts';
import type { DecisionsQuery, PlaceQuery } from './parse-records-query.ts';
import type { RecordPlace } from './record-place.ts';

/** An object among the records that isn't to be believed, and in one phrase why. */
export type UnreadableRecord = { object: string; reason: string };

export type RecordsPage = {
  /** Newest first, of one place. */
  records: AuditRecord[];
  /** What should be a record and isn't one that we signed: nobody must miss that. */
  unreadable: UnreadableRecord[];
  /** Goes on after this page; undefined at the end. */
  cursor: string | undefined;
};

export type Records = {
  /** Keeps an event for ever; `duplicate` when it is kept already. @throws {StoreError} when it may not be kept */
  add: (event: WharfingerEvent, place: RecordPlace) => Promise<'stored' | 'duplicate'>;
  /** @throws {StoreError} when the list can't be read */
  list: (query: PlaceQuery) => Promise<RecordsPage>;
  /** Of all accounts and of nobody, in no order; a page may be empty and still go on. @throws {StoreError} */
  decisions: (query: DecisionsQuery) => Promise<RecordsPage>;
};
