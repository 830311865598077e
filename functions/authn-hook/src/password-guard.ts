import type { Bucket } from '@wharfinger/control-store';
import type { Logger } from '@wharfinger/function-kit';

import { createBucketThrottleMemory } from './bucket-throttle-memory.ts';
import { areCredentials } from './decide-authentication.ts';
import { floorRefusals } from './refusal-floor.ts';
import type { Source } from './source.ts';
import { createThrottleKeys } from './throttle-keys.ts';
import { throttleSource } from './throttle-source.ts';

export type PasswordGuardDeps = {
  readonly bucket: Bucket;
  /** Under the first of them accounts and addresses are hashed. */
  readonly callerSecrets: readonly { reveal(): string }[];
  readonly refusalFloorMs: number;
  readonly isWritable: () => boolean;
  readonly now: () => Date;
  /** Keeps no process alive. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
};

/** What stands in front of a source that can be guessed. */
export type PasswordGuard = {
  guard: (source: Source) => Source;
  /** Writes what is only in memory yet. */
  flush: () => Promise<void>;
};

/** Slows guessing down, and lets the time of a refusal say nothing. Who has to wait is told at once. */
export function createPasswordGuard(deps: PasswordGuardDeps): PasswordGuard {
  const memory = createBucketThrottleMemory(deps);
  const keysOf = createThrottleKeys(deps.callerSecrets);
  return {
    guard: (source) =>
      floorRefusals(throttleSource(source, { memory, keysOf, isGuess: areCredentials, now: deps.now }), {
        floorMs: deps.refusalFloorMs,
        sleep: deps.sleep,
      }),
    flush: () => memory.flush(),
  };
}
