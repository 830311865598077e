import type { Policies, Revision } from '../store/policies.ts';

/** Most revisions that one answer looks back at. */
const MAX_LOOK_BACK = 20;

/** Who changed the policy meanwhile, newest first; `isComplete` is false when it can't be told in full. */
export type MeanwhileChanges = { changes: Revision[]; isComplete: boolean };

type Reading = { policies: Pick<Policies, 'revisions'> };

/** Revisions since the one that a client's ETag, `<number>-<hash>`, names. */
export async function changesSince(etag: string, { policies }: Reading): Promise<MeanwhileChanges> {
  const since = /^(?<number>\d{1,15})-[0-9a-f]+$/.exec(etag)?.groups?.['number'];
  if (since === undefined) return { changes: [], isComplete: false };
  const { revisions } = await policies.revisions({ limit: MAX_LOOK_BACK + 1 });
  const isReached = revisions.length <= MAX_LOOK_BACK || revisions.some(({ number }) => number <= Number(since));
  const changes = revisions.filter(({ number }) => number > Number(since)).slice(0, MAX_LOOK_BACK);
  return { changes, isComplete: isReached && changes.length > 0 };
}

/** The newest revision that changed one rule, `bindings/dev-team`. */
export async function lastChangeOf(path: string, { policies }: Reading): Promise<MeanwhileChanges> {
  const { revisions } = await policies.revisions({ limit: MAX_LOOK_BACK });
  for (const revision of revisions) {
    const { added, changed, removed, areTruncated } = revision.changes;
    if ([added, changed, removed].some((paths) => paths.includes(path))) {
      return { changes: [revision], isComplete: true };
    }
    // The rule may be among those that it doesn't name.
    if (areTruncated === true) break;
  }
  return { changes: [], isComplete: false };
}
