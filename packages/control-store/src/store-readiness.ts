import type { ProbeResult } from './probe-conditional-writes.ts';
import { StoreError } from './store-error.ts';

export type StoreReadiness = { kind: 'ready' } | { kind: 'not-ready'; missing: readonly string[] };

export type StoreReadinessCheck = {
  /** Ready while the store can be read, once it has shown that it keeps the conditions of a write. */
  readiness: () => Promise<StoreReadiness>;
  /** Whether the store keeps the conditions of a write. @throws {StoreError} when it can't be asked */
  isWritable: () => Promise<boolean>;
};

/** The probe is asked only until it says yes, and never twice at the same time. */
export function createStoreReadiness(store: {
  probe: () => Promise<ProbeResult>;
  check: () => Promise<unknown>;
}): StoreReadinessCheck {
  let hasConditionalWrites = false;
  let running: Promise<ProbeResult> | undefined;

  async function probeOnce(): Promise<ProbeResult> {
    try {
      const probed = await store.probe();
      hasConditionalWrites = probed.kind === 'supported';
      return probed;
    } finally {
      running = undefined;
    }
  }

  function probe(): Promise<ProbeResult> {
    running ??= probeOnce();
    return running;
  }

  return {
    async readiness() {
      try {
        if (hasConditionalWrites) {
          await store.check();
          return { kind: 'ready' };
        }
        const probed = await probe();
        if (probed.kind === 'supported') return { kind: 'ready' };
        return { kind: 'not-ready', missing: [`conditional writes of the control store (${probed.reason})`] };
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        return { kind: 'not-ready', missing: ['the control store'] };
      }
    },
    isWritable: async () => hasConditionalWrites || (await probe()).kind === 'supported',
  };
}
