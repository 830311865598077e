import type { Announced } from './announced.ts';
import type { Policies, Revision, UnreadableRevision } from '../store/policies.ts';

/** What is to be told next, oldest first. */
export type Untold = {
  revisions: Revision[];
  /** Of the same range: nobody can tell what they are. */
  unreadable: UnreadableRevision[];
  /** There are more. */
  hasMore: boolean;
};

const NOTHING: Untold = { revisions: [], unreadable: [], hasMore: false };

/**
 * The revisions that nobody was told of, at most `limit`.
 * @param latest the newest that is known of here; others may have gone further
 */
export async function findUntold(
  announced: Announced,
  latest: Revision,
  options: { policies: Pick<Policies, 'read' | 'revisions'>; limit: number },
): Promise<Untold> {
  if (isTold(latest, announced)) return NOTHING;
  if (latest.number === announced.number + 1) return { ...NOTHING, revisions: [latest] };
  if (latest.number > announced.number) return findInHistory(announced, latest, options);
  // NOTE: `announced` was read before: what the store has now is at least as new, unless the history itself began anew.
  const { revision: newest } = await options.policies.read();
  if (isTold(newest, announced)) return NOTHING;
  if (newest.number > announced.number) return findInHistory(announced, newest, options);
  return { ...NOTHING, revisions: newest.number === 0 ? [] : [newest] };
}

function isTold({ etag }: Revision, announced: Announced): boolean {
  return etag === announced.etag;
}

async function findInHistory(
  announced: Announced,
  latest: Revision,
  { policies, limit }: { policies: Pick<Policies, 'revisions'>; limit: number },
): Promise<Untold> {
  // A range of numbers at a time, from the oldest on: wider where there are none, narrower where there are too many.
  let from = announced.number;
  let width = limit;
  while (from < latest.number) {
    const to = Math.min(from + width, latest.number);
    const { nextBefore, ...page } = await policies.revisions({ limit, before: to + 1 });
    const isWhole = nextBefore === undefined || nextBefore <= from + 1;
    if (!isWhole && width > 1) {
      width = Math.floor(width / 2);
      continue;
    }
    const isUntold = ({ number }: { number: number }): boolean => number > announced.number;
    const revisions = page.revisions.filter(isUntold).toReversed();
    const unreadable = page.unreadable.filter((one) => isUntold(one) && one.etag !== latest.etag).toReversed();
    if (to === latest.number && !revisions.some(({ etag }) => etag === latest.etag)) revisions.push(latest);
    if (revisions.length + unreadable.length > 0) return { revisions, unreadable, hasMore: to < latest.number };
    from = to;
    width *= 2;
  }
  return NOTHING;
}
