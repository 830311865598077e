import type { ProbeResult } from './probe-conditional-writes.ts';
import { StoreError } from './store-error.ts';

export type StoreReadiness = { kind: 'ready' } | { kind: 'not-ready'; missing: readonly string[] };

/**
 * Ready while the store can be read, once it has shown that it keeps the conditions of a write; that is asked only
 * until it says yes.
 */
export function createStoreReadiness(store: {
  probe: () => Promise<ProbeResult>;
  check: () => Promise<unknown>;
}): () => Promise<StoreReadiness> {
  let hasConditionalWrites = false;
  return async () => {
    try {
      if (hasConditionalWrites) {
        await store.check();
        return { kind: 'ready' };
      }
      const probed = await store.probe();
      if (probed.kind === 'unsupported') {
        return { kind: 'not-ready', missing: [`conditional writes of the control store (${probed.reason})`] };
      }
      hasConditionalWrites = true;
      return { kind: 'ready' };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { kind: 'not-ready', missing: ['the control store'] };
    }
  };
}
