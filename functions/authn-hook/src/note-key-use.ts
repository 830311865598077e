import { LRUCache } from 'lru-cache';

import type { KeyUsage } from './key-usage.ts';
import type { RunInBackground } from './run-in-background.ts';

export type NoteKeyUseDeps = {
  readonly usage: Pick<KeyUsage, 'note'>;
  readonly now: () => Date;
  readonly isWritable: () => boolean;
  readonly runInBackground: RunInBackground;
};

const MINUTE_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/** Notes the use of a key behind the answer, at most once a minute: nothing that a sign-in waits for, or fails by. */
export function createNoteKeyUse(deps: NoteKeyUseDeps): (account: string, keyId: string) => void {
  const notedMs = new LRUCache<string, number>({ max: MAX_REMEMBERED });

  return (account, keyId) => {
    const now = deps.now();
    const sinceMs = now.getTime() - (notedMs.get(keyId) ?? -Infinity);
    if ((sinceMs >= 0 && sinceMs < MINUTE_MS) || !deps.isWritable()) return;
    notedMs.set(keyId, now.getTime());
    deps.runInBackground('note the use of an access key', () => deps.usage.note(account, keyId, now.toISOString()));
  };
}
