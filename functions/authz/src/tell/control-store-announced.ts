import { type Bucket, createDocuments, StoreError } from '@wharfinger/control-store';
import * as z from 'zod';

import type { Announced, AnnouncedStore } from './announced.ts';

/** Where it is kept how far the history has been told. */
export const ANNOUNCED_KEY = 'policy/announced.json';

const announcedSchema: z.ZodType<Announced> = z.strictObject({
  schema: z.literal(1),
  number: z.int().min(0),
  etag: z.string().nullable(),
  seen: z.strictObject({ etag: z.string(), at: z.iso.datetime() }).optional(),
});

const NOTHING_TOLD: Announced = { schema: 1, number: 0, etag: null };

/** How far the history has been told, in the control bucket. */
export function createControlStoreAnnounced(bucket: Bucket): AnnouncedStore {
  const documents = createDocuments({ bucket, schema: announcedSchema });
  return {
    read: async () => {
      try {
        const found = await documents.read(ANNOUNCED_KEY);
        return found.kind === 'found' ? { value: found.value, etag: found.etag } : { value: NOTHING_TOLD, etag: null };
      } catch (error) {
        const isBroken = error instanceof StoreError && error.code === 'ERR_STORE_DOCUMENT_INVALID';
        if (!isBroken || error.etag === undefined) throw error;
        return { value: NOTHING_TOLD, etag: error.etag, broken: error.message };
      }
    },
    write: async (value, over) => {
      const written =
        over === null
          ? await documents.create(ANNOUNCED_KEY, value)
          : await documents.replace(ANNOUNCED_KEY, value, over);
      return written.kind === 'stored' ? written.etag : undefined;
    },
  };
}
