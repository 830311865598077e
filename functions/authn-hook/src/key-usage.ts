/** When access keys were used last, by their ids. */
export type LastUses = Readonly<Record<string, string>>;

/** Where is kept when keys were used last. Every function throws a `StoreError` when the store gives no usable answer. */
export type KeyUsage = {
  read(account: string): Promise<LastUses>;
  note(account: string, keyId: string, usedAt: string): Promise<void>;
};

/** Most keys whose last use is kept of one account: those there are, and some that were revoked. */
export const MAX_LAST_USES = 100;

/** Notes one use; a later one that another instance noted stays. Beyond the bound the oldest goes. */
export function withUse(uses: LastUses, keyId: string, usedAt: string): LastUses {
  const known = uses[keyId];
  if (known !== undefined && known >= usedAt) return uses;
  const entries = Object.entries({ ...uses, [keyId]: usedAt }).toSorted(([, a], [, b]) => (a < b ? 1 : -1));
  return Object.fromEntries(entries.slice(0, MAX_LAST_USES));
}
