import type { Etag } from '@wharfinger/control-store';

/** How far the history of the policy has been told. */
export type Announced = {
  schema: 1;
  /** Every revision up to this one has been told; 0: none. */
  number: number;
  /** Names the last one that was told; null before the first. */
  etag: string | null;
  /**
   * When a revision that says nothing of its time was first seen, RFC 3339. It stands here before the revision is told, so
   * that its event has one time, whoever tells it and however often.
   */
  seen?: { etag: string; at: string } | undefined;
};

/** Where it is kept. Both methods throw a `StoreError` on a fault. */
export type AnnouncedStore = {
  /**
   * With the ETag to replace it by; `null` before it was ever written. One that can't be read says that nothing was told:
   * what was is told again, as the same events, and `broken` is why.
   */
  read: () => Promise<{ value: Announced; etag: Etag | null; broken?: string }>;
  /** The ETag of what was written, or undefined when somebody else was faster. */
  write: (value: Announced, over: Etag | null) => Promise<Etag | undefined>;
};
