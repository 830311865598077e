import type { AuthDecision } from '@wharfinger/events';
import { createManualSchedule } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { decisionContent } from '../test/decision-content.ts';
import { type CounterLimits, createEventCounter } from './event-counter.ts';
import type { DecisionContent } from './decision-content.ts';
import { toAuthDecision } from './to-auth-decision.ts';

const PULL = decisionContent();
const START = Date.parse('2026-11-22T16:00:00Z');

type Harness = {
  /** Records a decision and gives what is told thereby. */
  record: (content: DecisionContent, made?: { tokenId: null }) => AuthDecision[];
  /** Gives what is told meanwhile. */
  pass: (durationMs: number) => Promise<AuthDecision[]>;
  end: () => AuthDecision[];
};

function start(limits: Partial<CounterLimits> = {}, limit = (content: DecisionContent) => content): Harness {
  const { schedule, elapsedMs, pass } = createManualSchedule();
  const told: AuthDecision[] = [];
  let ids = 0;
  const counter = createEventCounter<DecisionContent>(
    { windowMs: 60_000, maxContents: 100, maxBytes: 1_000_000, maxTokenIds: 3, ...limits },
    { tell: (counted) => void told.push(toAuthDecision(counted)), limit, elapsedMs, schedule },
  );
  return {
    record: (content, made) => {
      const id = `id-${(ids += 1)}`;
      counter.record(content, { id, tokenId: id, at: new Date(START + elapsedMs()), ...made });
      return told.splice(0);
    },
    pass: async (durationMs) => {
      await pass(durationMs);
      return told.splice(0);
    },
    end: () => {
      counter.end();
      return told.splice(0);
    },
  };
}

test('the first is told at once, what is equal to it when the window ends: how many, from when to when, and which', async () => {
  const { record, pass } = start();
  expect(record(PULL)).toEqual([
    {
      ...PULL,
      id: 'id-1',
      time: '2026-11-22T16:00:00.000Z',
      count: 1,
      lastTime: '2026-11-22T16:00:00.000Z',
      tokenIds: [],
    },
  ]);
  for (let count = 0; count < 5; count += 1) {
    expect(await pass(10_000)).toEqual([]);
    expect(record(PULL)).toEqual([]);
  }
  expect(await pass(9999)).toEqual([]);
  expect(await pass(1)).toEqual([
    {
      ...PULL,
      id: 'id-2',
      time: '2026-11-22T16:00:10.000Z',
      count: 5,
      lastTime: '2026-11-22T16:00:50.000Z',
      tokenIds: ['id-2', 'id-3', 'id-4'],
    },
  ]);
  expect(await pass(600_000)).toEqual([]);
  expect(record(PULL)).toMatchObject([{ id: 'id-7', count: 1 }]);
});

test('each window ends by itself', async () => {
  const { record, pass } = start();
  const other = decisionContent({ address: '192.0.2.8' });
  record(PULL);
  await pass(30_000);
  record(other);
  record(other);
  record(PULL);
  expect(await pass(30_000)).toMatchObject([{ address: '192.0.2.7', count: 1 }]);
  expect(await pass(29_999)).toEqual([]);
  expect(await pass(1)).toMatchObject([{ address: '192.0.2.8', count: 1 }]);
});

test.each<Partial<DecisionContent>>([
  { outcome: 'denied' },
  { reason: 'another' },
  { account: 'alice' },
  { service: 'other' },
  { clientId: 'docker' },
  { address: null },
  { userAgent: 'docker/29.0' },
  { credential: { kind: 'password', id: '' } },
  { session: 'session-1' },
  { requested: [] },
  { granted: [] },
  { decisions: [{ scope: '', granted: [], rule: null, reason: '' }] },
])('a decision is another with %j', (changes) => {
  const { record } = start();
  record(PULL);
  expect(record({ ...PULL, ...changes })).toMatchObject([{ ...changes, count: 1 }]);
});

test('where no token was issued none is named', () => {
  const { record, end } = start();
  for (let count = 0; count < 3; count += 1) record(PULL, { tokenId: null });
  expect(end()).toMatchObject([{ id: 'id-2', count: 2, tokenIds: undefined }]);
});

test.each<[string, Partial<CounterLimits>]>([
  ['windows', { maxContents: 2 }],
  ['bytes', { maxBytes: 4400 }],
])('with too many %s the oldest ends early, however often it was counted', (_title, limits) => {
  const { record } = start(limits);
  record(PULL);
  record(decisionContent({ account: 'alice' }));
  record(PULL);
  record(PULL);
  expect(record(decisionContent({ account: 'bob' }))).toMatchObject([
    { account: 'bob', count: 1 },
    { account: null, count: 2 },
  ]);
  expect(record(PULL)).toMatchObject([{ account: null, count: 1 }]);
});

test('what is limited is counted as what is told instead of it; what has been told is not limited', async () => {
  const less = decisionContent({ reason: 'too-many-to-tell', requested: [] });
  let isLimited = false;
  const { record, pass } = start({}, (content) => (isLimited ? less : content));
  record(PULL);
  isLimited = true;
  expect(record(PULL)).toEqual([]);
  expect(record(decisionContent({ clientId: 'a' }))).toMatchObject([{ reason: 'too-many-to-tell', count: 1 }]);
  expect(record(decisionContent({ clientId: 'b' }))).toEqual([]);
  expect(record(decisionContent({ clientId: 'b' }))).toEqual([]);
  expect(await pass(60_000)).toMatchObject([
    { ...PULL, count: 1 },
    { ...less, count: 2 },
  ]);
});

test('at the end what is counted is told, and from then on each by itself', async () => {
  const { record, end, pass } = start();
  for (let count = 0; count < 4; count += 1) record(PULL);
  expect(end()).toMatchObject([{ count: 3 }]);
  expect([...record(PULL), ...record(PULL)]).toMatchObject([{ count: 1 }, { count: 1 }]);
  expect([...end(), ...(await pass(60_000))]).toEqual([]);
});
