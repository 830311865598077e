import { type Bucket, createDocuments } from '@wharfinger/control-store';
import * as z from 'zod';

import { sweepHours } from './hourly-keys.ts';
import { REPLAY_PREFIX, type UsedTokens } from './replay.ts';
import type { RunInBackground } from './run-in-background.ts';
import { createSweepNowAndThen } from './sweep-now-and-then.ts';

/** `attempt` is the sign-in that made it: the same one asked again, since its answer got lost, is no second use. */
type Mark = { schema: 1; expiresAt: string; attempt?: string | undefined };

const markSchema: z.ZodType<Mark> = z.strictObject({
  schema: z.literal(1),
  expiresAt: z.iso.datetime(),
  attempt: z.string().optional(),
});

/** How often an instance looks for marks that are over. */
const SWEEP_PAUSE_MS = 60_000;
/** The longest leeway of a trust, and ten minutes for instances whose clocks are behind this one's. */
const SWEEP_DELAY_MS = 900_000;

/** Used tokens as objects in the control bucket, which is why all instances know them; each made if it isn't there. */
export function createBucketReplay(options: {
  bucket: Bucket;
  now: () => Date;
  runInBackground: RunInBackground;
}): UsedTokens {
  const { bucket, now } = options;
  const marks = createDocuments<Mark>({ bucket, schema: markSchema });

  const sweep = async (): Promise<number> =>
    sweepHours({ bucket, prefix: REPLAY_PREFIX, before: new Date(now().getTime() - SWEEP_DELAY_MS), now });

  async function isOwn(key: string, attempt: string | undefined): Promise<boolean> {
    if (attempt === undefined) return false;
    const mark = await marks.read(key);
    return mark.kind === 'found' && mark.value.attempt === attempt;
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
    use: async (key, { expiresAt, attempt }) => {
      const created = await marks.create(key, { schema: 1, expiresAt: expiresAt.toISOString(), attempt });
      sweepNowAndThen();
      return created.kind === 'stored' || isOwn(key, attempt);
    },
  };
}
