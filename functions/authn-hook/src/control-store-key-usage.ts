import { type Bucket, createDocuments } from '@wharfinger/control-store';
import * as z from 'zod';

import { accessKeyIdSchema } from './access-key.ts';
import { type KeyUsage, type LastUses, MAX_LAST_USES, withUse } from './key-usage.ts';

type UsageDocument = { schema: 1; account: string; lastUses: LastUses };

const usageDocumentSchema: z.ZodType<UsageDocument> = z.strictObject({
  schema: z.literal(1),
  account: z.string(),
  lastUses: z
    .record(accessKeyIdSchema, z.iso.datetime())
    .refine((uses) => Object.keys(uses).length <= MAX_LAST_USES, `must be at most ${MAX_LAST_USES} keys`),
});

const keyOf = (account: string): string => `identities/usage/${account}.json`;

/** One document for each account, beside its user's, so that a sign-in never changes a user. */
export function createControlStoreKeyUsage({ bucket }: { bucket: Bucket }): KeyUsage {
  const documents = createDocuments({ bucket, schema: usageDocumentSchema });
  return {
    read: async (account) => {
      const result = await documents.read(keyOf(account));
      return result.kind === 'found' ? result.value.lastUses : {};
    },
    note: async (account, keyId, usedAt) => {
      await documents.update(keyOf(account), (current) => {
        const before = current?.lastUses ?? {};
        const lastUses = withUse(before, keyId, usedAt);
        return lastUses === before ? undefined : { schema: 1, account, lastUses };
      });
    },
  };
}
