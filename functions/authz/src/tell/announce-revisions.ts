import { pauseMs } from '@wharfinger/event-delivery';
import type { Logger } from '@wharfinger/function-kit';

import type { Revision } from '../store/policies.ts';
import type { Telling } from './tell-revisions.ts';

export type AnnounceDeps = {
  /** Tells the next of what is to be told up to that revision. */
  tellNext: (latest: Revision) => Promise<Telling>;
  schedule: (work: () => void, delayMs: number) => void;
  now: () => Date;
  log: Pick<Logger, 'error' | 'warn' | 'info'>;
};

export type RevisionAnnouncer = {
  /** A revision was written or seen: what nobody was told of, up to it, is told. Never waits and never throws. */
  announce: (revision: Revision) => void;
  /** One sentence for an operator while revisions can't be told; null while they can. */
  notice: () => string | null;
  /** Resolves when everything is told, or the signal aborts. */
  flush: (timeUp: AbortSignal) => Promise<void>;
};

/** Between two batches of a long history. */
const BATCH_PAUSE_MS = 500;
// Who waits for the end doesn't wait for long pauses.
const FLUSH_PAUSE_MS = 500;

/** Every twentieth failure in a row is an error in the log: with the pauses one in ten minutes. */
const FAILURES_PER_ERROR = 20;

/** Tells of revisions until all are told: again after a pause when it fails, and not at all while nothing is to be told. */
export function createRevisionAnnouncer({ tellNext, schedule, now, log }: AnnounceDeps): RevisionAnnouncer {
  let latest: Revision | undefined;
  let toldEtag: string | null = null;
  let state: 'idle' | 'waiting' | 'telling' = 'idle';
  // Names the run that was scheduled last: only that one may begin.
  let turn = 0;
  let failures = 0;
  let failing: { since: Date; reason: string } | undefined;
  let isFlushing = false;
  let isStopped = false;
  const idle: (() => void)[] = [];

  function announce(revision: Revision): void {
    if (revision.number === 0 || revision.etag === toldEtag) return;
    latest = revision;
    // NOTE: later, so that whoever is being answered is answered first.
    if (state === 'idle') runAfter(0);
  }

  function runAfter(delayMs: number): void {
    state = 'waiting';
    turn += 1;
    const own = turn;
    schedule(() => {
      if (own === turn && state === 'waiting') void run();
    }, delayMs);
  }

  async function run(): Promise<void> {
    const wanted = latest;
    if (wanted === undefined || isStopped) return rest();
    state = 'telling';
    const telling = await tryNext(wanted);
    if (telling.kind === 'unavailable') {
      noteFailure(telling.reason);
      const delayMs = pauseMs(failures);
      return runAfter(isFlushing ? Math.min(delayMs, FLUSH_PAUSE_MS) : delayMs);
    }
    if (failures > 0) log.info('revisions of the policy are told again');
    failures = 0;
    failing = undefined;
    if (telling.kind === 'more') return runAfter(isFlushing ? 0 : BATCH_PAUSE_MS);
    toldEtag = telling.etag;
    // Another one came meanwhile.
    if (latest !== undefined && latest !== wanted && latest.etag !== toldEtag) return runAfter(0);
    latest = undefined;
    rest();
  }

  function noteFailure(reason: string): void {
    failures += 1;
    failing = { since: failing?.since ?? now(), reason };
    const line = { reason, since: failing.since };
    if (failures === 1) log.warn(line, 'revisions of the policy wait to be told');
    else if (failures % FAILURES_PER_ERROR === 0) log.error(line, 'revisions of the policy still wait to be told');
  }

  function notice(): string | null {
    if (failing === undefined || latest === undefined) return null;
    const age = Math.max(0, Math.round((now().getTime() - failing.since.getTime()) / 1000));
    return `revisions of the policy up to ${latest.number} wait to be told, for ${age} s by now: ${failing.reason}`;
  }

  function rest(): void {
    state = 'idle';
    for (const resolve of idle.splice(0)) resolve();
  }

  async function tryNext(wanted: Revision): Promise<Telling> {
    try {
      return await tellNext(wanted);
    } catch (error) {
      // The message names a place and a code, and nothing that is stored there.
      return { kind: 'unavailable', reason: error instanceof Error ? error.message : 'telling failed' };
    }
  }

  async function flush(timeUp: AbortSignal): Promise<void> {
    isFlushing = true;
    if (state === 'idle') return;
    const end = new Promise<void>((resolve) => {
      idle.push(resolve);
      const giveUp = (): void => {
        isStopped = true;
        log.warn('the process ends before every revision of the policy was told: the next one tells them');
        resolve();
      };
      if (timeUp.aborted) giveUp();
      else timeUp.addEventListener('abort', giveUp, { once: true });
    });
    if (state === 'waiting') runAfter(0);
    await end;
  }

  return { announce, notice, flush };
}
