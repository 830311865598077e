import type { AuthDecision } from '@wharfinger/events';

/** What an event says of a decision beyond which one it is and when it was made: equal decisions have all of it in common. */
export type DecisionContent = Omit<AuthDecision, 'id' | 'time' | 'count' | 'lastTime' | 'tokenIds'>;
