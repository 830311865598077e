import type { AccessKey } from './access-key.ts';
import type { LastUses } from './key-usage.ts';

/** What an administrator sees of an access key: never the key, nor its hash. */
export type PublicAccessKey = Omit<AccessKey, 'secretHash'> & {
  /** To the minute; `null`: not used yet. */
  lastUsedAt: string | null;
};

export function toPublicAccessKey(key: AccessKey, lastUses: LastUses): PublicAccessKey {
  const { id, name, scopes, createdAt, expiresAt } = key;
  return { id, name, scopes, createdAt, expiresAt, lastUsedAt: lastUses[id] ?? null };
}
