import { type PolicyEvent, type PolicyOccurrence, signEvent, toPolicyEvent } from '@wharfinger/events';

import { EVENT_SECRET } from './example-event.ts';

/** A signed event of the policy's seventh revision, or of what is given. */
export function examplePolicyEvent(occurrence: PolicyOccurrence = revision(7)): PolicyEvent {
  const event = toPolicyEvent(occurrence, { site: 'local' });
  if (event.kind === 'invalid') throw new Error(event.reason);
  return signEvent(event.value, EVENT_SECRET);
}

/** A revision that was written in that minute of the hour. */
export function revision(number: number): PolicyOccurrence {
  const at = `2026-11-22T15:${String(number).padStart(2, '0')}:00Z`;
  const changes = { added: ['bindings/dev-team'], changed: [], removed: [] };
  const etag = `${number}-0123456789abcdef`;
  return {
    kind: 'changed',
    time: at,
    data: { revision: number, etag, author: 'admin', at, reason: 'the team has grown', changes },
  };
}

/** A change that was refused. */
export const REFUSED: PolicyOccurrence = {
  kind: 'refused',
  id: '0194',
  time: '2026-11-22T15:30:00Z',
  data: {
    account: 'alice',
    address: '192.0.2.7',
    change: 'PUT bindings/dev-team',
    why: 'insufficient-scope',
    reason: 'the token has no policy:default:write',
  },
};
