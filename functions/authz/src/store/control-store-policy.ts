import type { Bucket } from '@wharfinger/control-store';
import { nextTurn } from '@wharfinger/function-kit';

import type { LoadPolicy } from '../decide/policy-in-force.ts';
import { createControlStorePolicies } from './control-store-policies.ts';
import { createPolicyInForce, type PolicyLog } from './control-store-policy-in-force.ts';
import type { Policies } from './policies.ts';
import type { PolicyAgeLimits } from './policy-in-force-age.ts';

export type ControlStorePolicyOptions = PolicyAgeLimits & {
  bucket: Bucket;
  now: () => Date;
  /** Milliseconds by a clock that never goes back. */
  elapsedMs: () => number;
  newId: () => string;
  log: PolicyLog;
  /** Default: a timer that keeps no process alive. */
  sleep?: (ms: number) => Promise<void>;
};

const idle = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

/** The policy in the control bucket: to decide by, and to change. What is changed here is in force here at once. */
export function createControlStorePolicy(options: ControlStorePolicyOptions): {
  policies: Policies;
  loadPolicy: LoadPolicy;
} {
  const { bucket, now, newId, sleep = idle } = options;
  const { policies, reader, keeper } = createControlStorePolicies({
    bucket,
    now,
    newId,
    log: options.log,
    onWritten: (written) => inForce.adopt(written),
  });
  const inForce = createPolicyInForce({ ...options, reader, noteInForce: keeper.note, sleep, pause: nextTurn });
  return { policies, loadPolicy: inForce.load };
}
