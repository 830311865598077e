import { type AuthEventData, eventSchema, type WharfingerEvent } from '@wharfinger/events';
import { expect, test } from 'vitest';

import { recordedDecision } from '../../test/recorded-decision.ts';
import { countDockerAuthDenials, toComparedRequests, type Unjudged } from './simulate-record.ts';

function read(event: WharfingerEvent): { scopes: unknown; unjudged: Unjudged } {
  const unjudged = { withoutCaller: 0, truncated: 0, malformed: 0 };
  return { scopes: toComparedRequests(event, unjudged).map(({ scope }) => scope.name), unjudged };
}

const decision = (scope: string): AuthEventData['decisions'][number] => ({
  scope,
  granted: [],
  rule: null,
  reason: '',
});
const NONE = { withoutCaller: 0, truncated: 0, malformed: 0 };

test('a recorded decision is the request that it was made on', () => {
  const event = recordedDecision({
    outcome: 'partly-granted',
    labels: { groups: ['dev'] },
    restrictions: ['repository:**:pull'],
    count: 4,
    decisions: [decision('repository:team/app:push,pull'), decision('registry:catalog:*')],
  });
  const caller = {
    account: 'alice',
    labels: { groups: ['dev'] },
    address: '10.0.0.7',
    service: 'registry.example',
    restrictions: ['repository:**:pull'],
    at: new Date('2026-05-31T00:00:00Z'),
    count: 4,
  };
  const unjudged = { ...NONE };
  expect(toComparedRequests(event, unjudged)).toEqual([
    { ...caller, scope: { type: 'repository', name: 'team/app', actions: ['pull', 'push'] } },
    { ...caller, scope: { type: 'registry', name: 'catalog', actions: ['*'] } },
  ]);
  expect(unjudged).toEqual(NONE);
});

test('a credential without restrictions of its own has none', () => {
  expect(toComparedRequests(recordedDecision(), { ...NONE })).toMatchObject([{ restrictions: null }]);
});

test.each<[string, Partial<AuthEventData>, string[], Partial<Unjudged>]>([
  ['granted', { outcome: 'granted' }, ['team/app'], {}],
  ['of nobody', { account: null }, ['team/app'], {}],
  ['refused at the sign-in', { outcome: 'refused' }, [], {}],
  ['throttled', { outcome: 'throttled' }, [], {}],
  ['without labels', { labels: undefined, count: 3 }, [], { withoutCaller: 3 }],
  ['with too many labels', { labelsOmitted: true, count: 3 }, [], { withoutCaller: 3 }],
  ['with too many restrictions', { restrictionsOmitted: true }, [], { withoutCaller: 1 }],
  ['with too many scopes', { listsTruncated: true, count: 2 }, ['team/app'], { truncated: 2 }],
  ['of no scope', { decisions: [decision('x'), decision('repository:a:pull')], count: 2 }, ['a'], { malformed: 2 }],
])('a decision %s', (_, data, scopes, unjudged) => {
  expect(read(recordedDecision(data))).toEqual({ scopes, unjudged: { ...NONE, ...unjudged } });
});

test('what docker_auth was denied is counted, as the record has nothing of what it was granted', () => {
  const event = recordedDecision({ count: 3 });
  expect(countDockerAuthDenials(event)).toBe(0);
  expect(countDockerAuthDenials({ ...event, source: '/sites/one/authz' })).toBe(3);
});

test('another event is no decision', () => {
  const event = eventSchema.parse({
    specversion: '1.0',
    id: '1',
    source: '/sites/one/registries/main',
    type: 'dev.wharfinger.registry.tag.deleted.v1',
    subject: 'team/app:v1',
    repository: 'team/app',
    time: '2026-05-31T00:00:00Z',
    datacontenttype: 'application/json',
    site: 'one',
    data: { action: 'delete', target: { kind: 'tag', repository: 'team/app', tag: 'v1' }, request: {}, source: {} },
  });
  expect(read(event)).toEqual({ scopes: [], unjudged: NONE });
});
