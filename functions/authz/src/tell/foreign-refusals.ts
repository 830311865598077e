import { type Counted, createEventCounter, createWindowShare } from '@wharfinger/event-delivery';
import type { PolicyOccurrence } from '@wharfinger/events';

import type { RefusedChange } from './policy-events.ts';

type RefusalMade = { id: string; at: Date };

export type ForeignRefusals = {
  /** Tells of a refusal, or counts it. Never throws. */
  record: (change: RefusedChange, made: RefusalMade) => void;
  /** Tells what is counted. */
  end: () => void;
};

const WINDOW_MS = 60_000;
const COUNTER_LIMITS = { windowMs: WINDOW_MS, maxContents: 1000, maxBytes: 8 * 1024 * 1024, maxTokenIds: 0 };
const SHARE_LIMITS = { maxOfOne: 5, windowMs: WINDOW_MS, maxNames: 10_000 };

/**
 * Tells of changes that were asked for by accounts that may make none. Everybody who can sign in may ask, as often as they
 * like: equal ones of a window are told together, and of one account so many different ones with all details.
 */
export function createForeignRefusals(deps: {
  tell: (occurrence: PolicyOccurrence, sizeBytes: number, count: number) => void;
  elapsedMs: () => number;
  schedule: (work: () => void, delayMs: number) => void;
}): ForeignRefusals {
  const { elapsedMs, schedule } = deps;
  const isWithinShare = createWindowShare(SHARE_LIMITS, { elapsedMs });
  const counter = createEventCounter<RefusedChange>(COUNTER_LIMITS, {
    tell: (counted, sizeBytes) => deps.tell(toOccurrence(counted), sizeBytes, counted.count),
    limit: (change) => (isWithinShare(change.account) ? change : withoutDetails(change)),
    elapsedMs,
    schedule,
  });
  return {
    record: (change, { id, at }) => counter.record(change, { id, at, tokenId: null }),
    end: counter.end,
  };
}

function withoutDetails({ account, why, reason }: RefusedChange): RefusedChange {
  return { account, address: null, userAgent: undefined, change: 'several', why, reason };
}

function toOccurrence({ content, count, first, lastAt }: Counted<RefusedChange>): PolicyOccurrence {
  const several = count === 1 ? {} : { count, lastTime: lastAt.toISOString() };
  return { kind: 'refused', id: first.id, time: first.at.toISOString(), data: { ...content, ...several } };
}
