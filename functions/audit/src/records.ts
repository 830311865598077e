import type { RegistryEvent } from '@wharfinger/events';

import type { AuditRecord } from './audit-record.ts';
import type { RecordsQuery } from './parse-records-query.ts';

export type RecordsPage = {
  /** Newest first. */
  records: AuditRecord[];
  /** Keys of what should be a record and can't be read as one: nobody must miss that. */
  unreadable: string[];
  /** Goes on after this page; undefined at the end. */
  cursor: string | undefined;
};

export type Records = {
  /** Keeps an event for ever; `duplicate` when it is kept already. @throws {StoreError} when it may not be kept */
  add: (event: RegistryEvent) => Promise<'stored' | 'duplicate'>;
  /** @throws {StoreError} when the list can't be read */
  list: (query: RecordsQuery) => Promise<RecordsPage>;
};
