import type { Failures } from './throttle-failures.ts';
import type { ThrottleKeys } from './throttle-keys.ts';

/** What is known of those who sign in; of several counts none knows of fewer refusals than there were. */
export type ThrottleRecord = {
  readonly pair: readonly Failures[];
  readonly account: readonly Failures[];
  /** In the order of the keys. */
  readonly networks: readonly (readonly Failures[])[];
  /** The account has signed in from the network within the last month: its pair's count is exact. */
  readonly isKnown: boolean;
};

/** Where refusals and sign-ins are remembered, beyond this process. */
export type ThrottleMemory = {
  /** Learns what other instances have noted. Never rejects: what they noted may be missing then, what this one did never. */
  refresh(keys: ThrottleKeys): Promise<void>;
  recall(keys: ThrottleKeys): ThrottleRecord;
  fail(keys: ThrottleKeys): void;
  succeed(keys: ThrottleKeys): void;
};
