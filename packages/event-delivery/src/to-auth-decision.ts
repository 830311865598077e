import type { AuthDecision } from '@wharfinger/events';

import type { DecisionContent } from './decision-content.ts';
import type { Counted } from './event-counter.ts';

/** What is told of equal decisions. */
export function toAuthDecision({ content, count, first, lastAt, tokenIds }: Counted<DecisionContent>): AuthDecision {
  return {
    ...content,
    id: first.id,
    time: first.at.toISOString(),
    count,
    lastTime: lastAt.toISOString(),
    tokenIds: first.tokenId === null ? undefined : tokenIds,
  };
}
