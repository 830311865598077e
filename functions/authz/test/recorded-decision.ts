import type { AuthEvent, AuthEventData } from '@wharfinger/events';

/** An event about a decision on alice's push to team/app. */
export function recordedDecision(data: Partial<AuthEventData> = {}, time = '2026-05-31T00:00:00Z'): AuthEvent {
  const whole: AuthEventData = {
    outcome: 'denied',
    reason: 'no binding',
    account: 'alice',
    service: 'registry.example',
    address: '10.0.0.7',
    credential: null,
    requested: ['repository:team/app:push'],
    granted: [],
    decisions: [{ scope: 'repository:team/app:push', granted: [], rule: null, reason: 'no binding' }],
    count: 1,
    labels: {},
    ...data,
  };
  const isGood = !['refused', 'throttled'].includes(whole.outcome);
  const isGranted = ['granted', 'partly-granted'].includes(whole.outcome);
  return {
    specversion: '1.0',
    id: 'token-1',
    source: '/sites/one/token',
    type: isGranted ? 'dev.wharfinger.auth.granted.v1' : 'dev.wharfinger.auth.denied.v1',
    subject: whole.account ?? 'anonymous',
    time,
    datacontenttype: 'application/json',
    ...(isGood && whole.account !== null ? { actor: whole.account } : {}),
    site: 'one',
    data: whole,
  };
}
