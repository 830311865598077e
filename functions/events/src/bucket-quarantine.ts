import { createHash } from 'node:crypto';

import { type Bucket, createDocuments } from '@wharfinger/control-store';
import * as z from 'zod';

import { quarantineKey } from './quarantine-key.ts';
import type { Quarantine } from './quarantine.ts';

const documentSchema = z.strictObject({
  schema: z.literal(1),
  quarantinedAt: z.iso.datetime(),
  site: z.string(),
  registry: z.string(),
  reason: z.string(),
  content: z.string(),
});

/** A quarantine in the control bucket. @throws {StoreError} when the bucket can't be written */
export function createBucketQuarantine(options: {
  bucket: Bucket;
  site: string;
  registry: string;
  now: () => Date;
}): Quarantine {
  const { bucket, site, registry, now } = options;
  const documents = createDocuments({ bucket, schema: documentSchema });
  return async ({ reason, time, content }) => {
    const key = quarantineKey(site, time, createHash('sha256').update(content).digest('hex'));
    // A conflict is a retry of what is kept already.
    await documents.create(key, { schema: 1, quarantinedAt: now().toISOString(), site, registry, reason, content });
    return { key };
  };
}
