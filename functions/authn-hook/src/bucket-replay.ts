import { type Bucket, createDocuments } from '@wharfinger/control-store';
import * as z from 'zod';

import { isReplayOver, REPLAY_PREFIX, type UsedTokens } from './replay.ts';
import type { RunInBackground } from './run-in-background.ts';
import { createSweepNowAndThen } from './sweep-now-and-then.ts';

type Mark = { schema: 1; expiresAt: string };

const markSchema: z.ZodType<Mark> = z.strictObject({ schema: z.literal(1), expiresAt: z.iso.datetime() });

/** How often an instance looks for marks that are over, and how many it takes away then. */
const SWEEP_PAUSE_MS = 60_000;
const SWEEP_MAX = 100;
/** For instances whose clocks are behind this one's. */
const SWEEP_DELAY_MS = 600_000;

/** Used tokens as objects in the control bucket, which is why all instances know them; each made if it isn't there. */
export function createBucketReplay(options: {
  bucket: Bucket;
  now: () => Date;
  runInBackground: RunInBackground;
}): UsedTokens {
  const { bucket, now } = options;
  const marks = createDocuments<Mark>({ bucket, schema: markSchema });

  async function sweep(): Promise<void> {
    const { keys } = await bucket.list(REPLAY_PREFIX, { limit: SWEEP_MAX });
    const time = new Date(now().getTime() - SWEEP_DELAY_MS);
    for (const { key } of keys.filter((listed) => isReplayOver(listed.key, time))) await bucket.delete(key);
  }

  // What it leaves is taken away by a later one.
  const sweepNowAndThen = createSweepNowAndThen({
    ...options,
    what: 'remove marks of tokens that have expired',
    sweep,
    pauseMs: SWEEP_PAUSE_MS,
    begin: 'at-once',
  });

  return {
    use: async (key, expiresAt) => {
      const created = await marks.create(key, { schema: 1, expiresAt: expiresAt.toISOString() });
      sweepNowAndThen();
      return created.kind === 'stored';
    },
  };
}
