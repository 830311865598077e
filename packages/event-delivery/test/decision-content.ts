import type { DecisionContent } from '../src/decision-content.ts';

/** What is said of an anonymous pull. */
export function decisionContent(changes: Partial<DecisionContent> = {}): DecisionContent {
  return {
    outcome: 'granted',
    reason: 'all that was asked for is granted',
    account: null,
    service: 'registry.test',
    address: '192.0.2.7',
    credential: null,
    requested: ['repository:team/app:pull'],
    granted: ['repository:team/app:pull'],
    decisions: [],
    ...changes,
  };
}
