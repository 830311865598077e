import type { Delivery, HttpMessage } from '@wharfinger/events';

/** Where events go. */
export type Sink = {
  deliver: (message: HttpMessage) => Promise<Delivery>;
  /** Whether anything answers there. */
  isReachable: () => Promise<boolean>;
};
