import type { SupervisedProcess } from '../process/supervised-process.ts';
import { renewStorage, type CephStorageOptions } from '../storage/ceph-storage.ts';
import { retryUntil } from '../storage/retry-until.ts';

/** Makes an empty store in place of one that was lost with its process. */
export type StorageRenewal = {
  /** Does nothing while one is under way. */
  begin: () => void;
  /** Breaks a renewal off, and resolves when it no longer starts anything. */
  end: () => Promise<void>;
};

/**
 * @param witnesses start again: authn-hook makes the first administrator when it starts, and authz, once it has seen a
 * policy, takes its absence for a fault
 */
export function createStorageRenewal(
  storage: CephStorageOptions,
  witnesses: readonly SupervisedProcess[],
  log: (line: string) => void,
): StorageRenewal {
  const stopping = new AbortController();
  const { signal } = stopping;
  let underWay: Promise<void> | undefined;

  const renew = async (): Promise<void> => {
    log('! the memory store ended, and all that it held with it: making an empty one');
    await retryUntil(async () => await renewStorage(storage, signal), { timeoutMs: Infinity, signal });
    for (const witness of witnesses) {
      await witness.stop();
      signal.throwIfAborted();
      witness.start();
    }
    log('! the store is there again, empty: images, accounts and records are gone (--store bluestore keeps them)');
  };
  return {
    begin: () => {
      underWay ??= renew()
        .catch((error: unknown) => {
          if (!signal.aborted) log(`! the store could not be made: ${String(error)}`);
        })
        .finally(() => {
          underWay = undefined;
        });
    },
    end: async () => {
      stopping.abort();
      await underWay;
    },
  };
}
