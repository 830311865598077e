import type { Failures } from './throttle-failures.ts';
import type { ThrottleKeys } from './throttle-keys.ts';

/** What is known of those who sign in. */
export type ThrottleRecord = {
  readonly pair: Failures;
  readonly account: Failures;
  readonly network: Failures;
  /** The account has signed in from the network within the last month. */
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
