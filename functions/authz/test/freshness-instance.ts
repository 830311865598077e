import {
  createFixedClock,
  createMemoryBucket,
  createSequentialIds,
  type FixedClock,
  type MemoryBucket,
} from '@wharfinger/fakes';
import { expect, vi } from 'vitest';

import type { LoadPolicy } from '../src/decide/policy-in-force.ts';
import { createControlStorePolicy, type ControlStorePolicyOptions } from '../src/store/control-store-policy.ts';
import type { Policies } from '../src/store/policies.ts';
import { POLICY_KEY, REVISIONS_PREFIX } from '../src/store/revision-key.ts';

export const MAX_AGE_MS: number = 5000;
export const MAX_STALE_MS: number = 60_000;

export type Instance = {
  bucket: MemoryBucket;
  clock: FixedClock;
  loadPolicy: LoadPolicy;
  policies: Policies;
  /** Level, message and fields of every line. */
  lines: { level: string; message: string; fields: object }[];
  put: (document: unknown) => Promise<void>;
  ids: () => Promise<string[]>;
  gets: () => number;
};

const NEVER = new Promise<void>(() => undefined);

/** One instance over a bucket in memory, with a clock that stands still. */
export function startInstance(options: Partial<ControlStorePolicyOptions> = {}): Instance {
  const bucket = createMemoryBucket();
  const clock = createFixedClock('2026-06-01T00:00:00Z');
  const lines: Instance['lines'] = [];
  const note =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, message, fields });
    };
  const { loadPolicy, policies } = createControlStorePolicy({
    bucket,
    now: clock.now,
    elapsedMs: () => 0,
    newId: createSequentialIds(),
    maxAgeMs: MAX_AGE_MS,
    maxStaleMs: MAX_STALE_MS,
    log: { info: note('info'), warn: note('warn') },
    // Nothing is ever late, unless a test says so.
    sleep: () => NEVER,
    ...options,
  });
  return {
    bucket,
    clock,
    loadPolicy,
    policies,
    lines,
    put: async (document) => {
      const text = typeof document === 'string' ? document : JSON.stringify(document);
      await bucket.put(POLICY_KEY, new TextEncoder().encode(text));
    },
    ids: async () => (await loadPolicy()).document.bindings.map(({ id }) => id),
    gets: () => bucket.calls.filter(({ operation }) => operation === 'get').length,
  };
}

/** Until what is in force is in the history too. */
export async function inHistory({ bucket }: Pick<Instance, 'bucket'>, revisions = 1): Promise<void> {
  const count = (): number => Object.keys(bucket.contents()).filter((key) => key.startsWith(REVISIONS_PREFIX)).length;
  await vi.waitFor(() => expect(count()).toBe(revisions), { interval: 5 });
  await settle();
}

/** Lets everything that is under way come to its end. */
export async function settle(turns = 50): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
