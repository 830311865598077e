import type { PolicyEvents } from './policy-events.ts';

/** Where there is no sink, nobody is told. */
export const NO_POLICY_EVENTS: PolicyEvents = {
  changed: () => undefined,
  refused: () => undefined,
  flush: () => Promise.resolve(),
};
