import type { RegistryEvent } from '@wharfinger/events';

import type { DirtyMark } from './dirty-mark.ts';
import type { DirtyQuery } from './parse-dirty-query.ts';

export type DirtyPage = {
  /** In the order of their keys. */
  marks: DirtyMark[];
  /** Keys of what should be a mark and can't be read as one. */
  unreadable: string[];
  /** Goes on after this page; undefined at the end. */
  cursor: string | undefined;
};

export type DirtyMarks = {
  /**
   * Marks the event's repository; `unchanged` when its mark says as much, `unreadable` when there is something else in
   * the mark's place. @throws {StoreError} when it may not be marked
   */
  mark: (event: RegistryEvent) => Promise<'marked' | 'unchanged' | 'unreadable'>;
  /** @throws {StoreError} when the list can't be read */
  list: (query: DirtyQuery) => Promise<DirtyPage>;
};
