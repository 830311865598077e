import type { ReadPolicy } from './control-store-current-policy.ts';
import type { History } from './control-store-history.ts';
import { isOwn } from './revision-of-document.ts';
import { revisionEtag, revisionName } from './stored-policy.ts';
import { type Pause, toPolicyText } from './stored-policy-text.ts';

/** Each holds a whole document; more of them than these were never in the history while the store took no writes. */
const MAX_WAITING = 10;

/** Sees to it that what is in force gets into the history, also when nobody replaces it through the API. */
export type RevisionKeeper = {
  /** What is in force. One of the API is in the history already, or in a moment; one written by hand isn't. */
  note: (read: ReadPolicy) => void;
  /** What isn't in the history, though it should be. */
  keep: (read: ReadPolicy) => void;
  /** Tries all that wait, once. */
  retry: () => Promise<void>;
};

export type RevisionKeeperOptions = {
  history: History;
  pause: Pause;
  log?: { warn: (fields: object, message: string) => void } | undefined;
};

/** Puts what was read into the history; nothing happens where it is there already. */
export async function archiveRevision({ current, stored }: ReadPolicy, options: RevisionKeeperOptions): Promise<void> {
  if (stored === undefined) return;
  const { sha256, document } = stored;
  const writeId = stored.revision?.etag === current.revision.etag ? stored.revision.writeId : undefined;
  const revision = { ...current.revision, ...(writeId === undefined ? {} : { writeId }) };
  await options.history.archive({ schema: 1, revision, sha256 }, await toPolicyText(document, options.pause));
}

export function createRevisionKeeper(options: RevisionKeeperOptions): RevisionKeeper {
  const { history, log } = options;
  const waiting = new Map<string, ReadPolicy>();
  let running: Promise<void> | undefined;
  let isTold = false;
  /** ETag of the one that is known to be there. */
  let kept: string | undefined;
  let noted: string | undefined;

  async function keepOne(read: ReadPolicy): Promise<void> {
    const { revision } = read.current;
    const isThere = (await history.names(revision.number)).some((name) => revisionEtag(name) === revision.etag);
    if (!isThere) await archiveRevision(read, options);
    kept = revision.etag;
    waiting.delete(revision.etag);
  }

  async function keepAll(): Promise<void> {
    for (const read of waiting.values()) {
      try {
        await keepOne(read);
        isTold = false;
      } catch (error) {
        const { number } = read.current.revision;
        if (!isTold) log?.warn({ err: error, revision: number }, 'a revision is not in the history yet');
        isTold = true;
        return;
      }
    }
  }

  async function retry(): Promise<void> {
    if (waiting.size === 0) return;
    running ??= keepAll().finally(() => {
      running = undefined;
    });
    await running;
  }

  function keep(read: ReadPolicy): void {
    const { etag } = read.current.revision;
    if (read.stored === undefined || etag === kept) return;
    waiting.set(etag, read);
    const [oldest] = waiting.keys();
    if (waiting.size > MAX_WAITING && oldest !== undefined) {
      log?.warn({ revision: waiting.get(oldest)?.current.revision.number }, 'a revision will not be in the history');
      waiting.delete(oldest);
    }
  }

  return {
    note: (read) => {
      const { revision } = read.current;
      const isByHand = read.stored !== undefined && !(isOwn(read.stored) && isSameRevision(read));
      // Whoever wrote it puts it there; if it isn't there by the next time, they couldn't.
      if (isByHand || noted === revision.etag) keep(read);
      noted = revision.etag;
      void retry();
    },
    keep,
    retry,
  };
}

function isSameRevision({ current, stored }: ReadPolicy): boolean {
  return stored?.revision !== undefined && revisionName(stored.revision).number === current.revision.number;
}
