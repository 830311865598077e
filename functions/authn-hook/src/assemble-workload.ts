import type { Bucket } from '@wharfinger/control-store';
import type { Logger } from '@wharfinger/function-kit';

import { createBucketReplay } from './bucket-replay.ts';
import { createControlStoreTrusts } from './control-store-trusts.ts';
import type { Preparation } from './preparation.ts';
import type { RunInBackground } from './run-in-background.ts';
import type { Trusts } from './trusts.ts';
import type { Users } from './users.ts';
import { createIssuerKeys, type LoadIssuerKeys } from './workload-issuer-keys.ts';
import { createWorkloadKeys } from './workload-keys.ts';
import type { WorkloadSourceDeps } from './workload-source.ts';

export type WorkloadParts = {
  readonly bucket: Bucket;
  readonly users: Pick<Users, 'find'>;
  readonly identityMaxAgeMs: number;
  readonly loadIssuerKeys: LoadIssuerKeys;
  readonly preparation: Pick<Preparation, 'isWritable'>;
  readonly runInBackground: RunInBackground;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly now: () => Date;
};

/** Puts together what workloads sign in by. */
export function assembleWorkload(parts: WorkloadParts): { trusts: Trusts; workload: WorkloadSourceDeps } {
  const { bucket, users, now, log } = parts;
  const trusts = createControlStoreTrusts({
    bucket,
    maxAgeMs: parts.identityMaxAgeMs,
    now,
    runInBackground: parts.runInBackground,
    onBroken: (error) => log.warn({ err: error }, 'a trust cannot be read and lets nobody in'),
  });
  const unusable = 'a key of an issuer cannot be used and is passed over';
  const issuerKeys = createIssuerKeys({
    load: parts.loadIssuerKeys,
    now,
    onUnusable: (issuer, key) => log.warn({ issuer, ...key }, unusable),
  });
  const keysOf = createWorkloadKeys(issuerKeys, ({ name }, key) => log.warn({ trust: name, ...key }, unusable));
  const usedTokens = createBucketReplay(parts);
  const { isWritable } = parts.preparation;
  return { trusts, workload: { trusts, users, keysOf, usedTokens, isWritable, now, log } };
}
