import type { WhoCanEntry } from '@wharfinger/policy';

import type { WhoCanPlace } from './who-can-query.ts';

/** A page of entries, and where the next one goes on; undefined at the end. */
export type WhoCanPage = { entries: readonly WhoCanEntry[]; next: WhoCanPlace | undefined };

/** The index of the first entry behind a place, in a list that is sorted by the rules' ids. */
function findStart(entries: readonly WhoCanEntry[], { rule, count }: WhoCanPlace): number {
  const ofRule = entries.findIndex((entry) => entry.rule >= rule);
  if (ofRule < 0) return entries.length;
  const isThere = entries[ofRule]?.rule === rule;
  const ofNext = entries.findIndex((entry) => entry.rule > rule);
  const end = ofNext < 0 ? entries.length : ofNext;
  return isThere ? Math.min(ofRule + count, end) : ofRule;
}

/** Cuts a page out of entries, where the policy may have changed since the page before. */
export function takeWhoCanPage(
  entries: readonly WhoCanEntry[],
  { limit, after }: { limit: number; after: WhoCanPlace | undefined },
): WhoCanPage {
  const start = after === undefined ? 0 : findStart(entries, after);
  const page = entries.slice(start, start + limit);
  const last = page.at(-1);
  if (last === undefined || start + limit >= entries.length) return { entries: page, next: undefined };
  const ofRule = entries.findIndex(({ rule }) => rule === last.rule);
  return { entries: page, next: { rule: last.rule, count: start + limit - ofRule } };
}
