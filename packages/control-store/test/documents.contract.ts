import type { BucketUnderTest } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

import { createDocuments } from '../src/index.ts';

const WRITERS = 4;
const STEPS = 25;

/** What documents promise over any bucket that keeps the bucket contract. */
export function documentsContract(name: string, makeBucket: () => BucketUnderTest): void {
  describe(`documents in ${name}`, () => {
    test(`no increment of ${WRITERS} writers x ${STEPS} is lost`, async () => {
      const { bucket, prefix } = makeBucket();
      const counters = createDocuments({ bucket, schema: z.strictObject({ schema: z.literal(1), count: z.int() }) });
      const key = `${prefix}counter.json`;
      const writeAll = async (): Promise<void> => {
        for (let step = 0; step < STEPS; step += 1) {
          await counters.update(key, (current) => ({ schema: 1, count: (current?.count ?? 0) + 1 }));
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, writeAll));
      expect(await counters.read(key)).toMatchObject({ kind: 'found', value: { count: WRITERS * STEPS } });
      await bucket.delete(key);
    });
  });
}
