import type { Etag } from '@wharfinger/control-store';
import type { Delivery, PolicyOccurrence } from '@wharfinger/events';
import type { Logger } from '@wharfinger/function-kit';

import type { Announced, AnnouncedStore } from './announced.ts';
import { findUntold } from './find-untold.ts';
import type { Policies, Revision } from '../store/policies.ts';

export type TellRevisionsDeps = {
  policies: Pick<Policies, 'read' | 'revisions'>;
  announced: AnnouncedStore;
  /** Tells it, once; throws never. */
  tell: (occurrence: PolicyOccurrence) => Promise<Delivery>;
  now: () => Date;
  log: Pick<Logger, 'error'>;
};

export type Telling =
  /** Everything up to this revision has been told. */
  | { kind: 'told'; etag: string | null }
  /** Some has, and there is more. */
  | { kind: 'more' }
  | { kind: 'unavailable'; reason: string };

const BATCH = 20;

/**
 * Tells the next of the revisions that nobody was told of, in order, and then notes how far it came: what ends it in
 * between makes the same revisions be told again, with the same ids and times. @throws {StoreError}
 */
export async function tellRevisions(latest: Revision, deps: TellRevisionsDeps): Promise<Telling> {
  const progress = await readProgress(deps);
  const { policies } = deps;
  const { revisions, unreadable, hasMore } = await findUntold(progress.value, latest, { policies, limit: BATCH });
  if (unreadable.length > 0) deps.log.error({ revisions: unreadable }, 'revisions that cannot be told');
  if (revisions.length + unreadable.length === 0) return { kind: 'told', etag: progress.value.etag };
  let { value, etag } = progress;
  let unavailable: string | undefined;
  for (const revision of revisions) {
    const noted = await noteTime(revision, { value, etag }, deps);
    // Somebody else tells the same.
    if (noted === undefined) return { kind: 'more' };
    ({ value, etag } = noted);
    const delivery = await deps.tell(toOccurrence(revision, value));
    if (delivery.kind === 'unavailable') {
      unavailable = delivery.reason;
      break;
    }
    if (delivery.kind === 'refused') {
      deps.log.error({ revision: revision.etag, reason: delivery.reason }, 'the sink refuses a revision of the policy');
    }
    value = { schema: 1, number: revision.number, etag: revision.etag };
  }
  if (unavailable === undefined) value = beyond(value, unreadable);
  if (value.etag !== progress.value.etag && (await deps.announced.write(value, etag)) === undefined) {
    return { kind: 'more' };
  }
  if (unavailable !== undefined) return { kind: 'unavailable', reason: unavailable };
  return hasMore ? { kind: 'more' } : { kind: 'told', etag: value.etag };
}

async function readProgress({ announced, log }: TellRevisionsDeps): ReturnType<AnnouncedStore['read']> {
  const progress = await announced.read();
  if (progress.broken !== undefined) {
    log.error({ reason: progress.broken }, 'what was told of the policy cannot be read: all of it is told again');
  }
  return progress;
}

/** Nobody waits for what can't be read. */
function beyond(value: Announced, unreadable: readonly { number: number; etag: string }[]): Announced {
  const last = unreadable.at(-1);
  return last === undefined || last.number <= value.number
    ? value
    : { schema: 1, number: last.number, etag: last.etag };
}

/** Keeps the time at which a revision was first seen, where it has none of its own; undefined when somebody was faster. */
async function noteTime(
  revision: Revision,
  progress: { value: Announced; etag: Etag | null },
  { announced, now }: TellRevisionsDeps,
): Promise<{ value: Announced; etag: Etag | null } | undefined> {
  if (revision.at !== null || progress.value.seen?.etag === revision.etag) return progress;
  const value = { ...progress.value, seen: { etag: revision.etag, at: now().toISOString() } };
  const etag = await announced.write(value, progress.etag);
  return etag === undefined ? undefined : { value, etag };
}

function toOccurrence({ number: revision, ...rest }: Revision, { seen }: Announced): PolicyOccurrence {
  return { kind: 'changed', time: rest.at ?? seen?.at ?? '', data: { revision, ...rest } };
}
