import { type AuthDecision, type AuthEvent, signEvent, toAuthEvent } from '@wharfinger/events';

import { EVENT_SECRET } from './example-event.ts';

export type AuthEventOptions = Partial<AuthDecision> & { site?: string; secret?: string };

/** A signed refusal of a wrong password. */
export function exampleAuthEvent(options: AuthEventOptions = {}): AuthEvent {
  const { site, secret, ...changes } = options;
  const event = toAuthEvent(
    {
      id: '0193',
      time: '2026-11-22T15:57:25.991Z',
      outcome: 'refused',
      reason: 'the password is wrong',
      account: 'alice',
      service: 'registry.example',
      clientId: 'docker',
      address: '192.0.2.1',
      userAgent: 'docker/29.0',
      credential: null,
      requested: ['repository:team/app:pull'],
      granted: [],
      decisions: [],
      count: 1,
      ...changes,
    },
    { site: site ?? 'local' },
  );
  if (event.kind === 'invalid') throw new Error(event.reason);
  return signEvent(event.value, secret ?? EVENT_SECRET);
}
