import type { PolicyOccurrence } from '@wharfinger/events';
import { createManualSchedule, createSequentialIds } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createForeignRefusals } from './foreign-refusals.ts';
import type { RefusedChange } from './policy-events.ts';

const START = Date.parse('2026-06-02T00:00:00Z');

type Told = Extract<PolicyOccurrence, { kind: 'refused' }>;

type Harness = {
  refuse: (change?: Partial<RefusedChange>) => void;
  pass: (durationMs: number) => Promise<void>;
  end: () => void;
  /** What was told since the last call. */
  told: () => Told[];
};

function start(): Harness {
  const { schedule, elapsedMs, pass } = createManualSchedule();
  const told: Told[] = [];
  const newId = createSequentialIds();
  const refusals = createForeignRefusals({
    tell: (occurrence) => {
      if (occurrence.kind === 'refused') told.push(occurrence);
    },
    elapsedMs,
    schedule,
  });
  return {
    refuse: (change = {}) =>
      refusals.record(
        {
          account: 'alice',
          address: '192.0.2.7',
          userAgent: 'curl/8.17',
          change: 'PUT bindings/a',
          why: 'insufficient-scope',
          reason: 'The token does not hold policy:default:write.',
          ...change,
        },
        { id: newId(), at: new Date(START + elapsedMs()) },
      ),
    pass,
    end: refusals.end,
    told: () => told.splice(0),
  };
}

test('the first is told at once, and says of no others', () => {
  const { refuse, told } = start();
  refuse();
  const [first] = told();
  expect(first).toMatchObject({ time: '2026-06-02T00:00:00.000Z', data: { change: 'PUT bindings/a' } });
  expect(first?.data).not.toHaveProperty('count');
});

test('equal ones of a minute are told together: how many, and when the last was', async () => {
  const { refuse, pass, told } = start();
  for (let count = 0; count < 4; count += 1) {
    refuse();
    await pass(10_000);
  }
  expect(told()).toHaveLength(1);
  await pass(20_000);
  expect(told()).toMatchObject([
    {
      time: '2026-06-02T00:00:10.000Z',
      data: { change: 'PUT bindings/a', count: 3, lastTime: '2026-06-02T00:00:30.000Z' },
    },
  ]);
});

test('however many different ones an account asks for, few are told, and all are counted', async () => {
  const { refuse, pass, told } = start();
  for (let asked = 0; asked < 9000; asked += 1) {
    refuse({ change: `PUT bindings/b${asked}`, address: `192.0.2.${asked % 200}` });
    if (asked % 200 === 0) await pass(1000);
  }
  await pass(60_000);
  const all = told();
  expect(all.length).toBeLessThan(15);
  expect(all.reduce((sum, { data }) => sum + (data.count ?? 1), 0)).toBe(9000);
  expect(all.slice(0, 6).map(({ data }) => data.change)).toEqual([
    'PUT bindings/b0',
    'PUT bindings/b1',
    'PUT bindings/b2',
    'PUT bindings/b3',
    'PUT bindings/b4',
    'several',
  ]);
  expect(all.at(-1)?.data).toMatchObject({ account: 'alice', address: null, change: 'several' });
});

test('what one account asks for takes nothing from another', () => {
  const { refuse, told } = start();
  for (let asked = 0; asked < 100; asked += 1) refuse({ change: `PUT bindings/b${asked}` });
  told();
  refuse({ account: 'bob', change: 'PUT bindings/c' });
  expect(told()).toMatchObject([{ data: { account: 'bob', change: 'PUT bindings/c' } }]);
});

test('the next minute has a share of its own', async () => {
  const { refuse, pass, told } = start();
  for (let asked = 0; asked < 6; asked += 1) refuse({ change: `PUT bindings/b${asked}` });
  await pass(60_000);
  told();
  refuse({ change: 'PUT bindings/later' });
  expect(told()).toMatchObject([{ data: { change: 'PUT bindings/later' } }]);
});

test('what is counted is told at the end', () => {
  const { refuse, end, told } = start();
  refuse();
  refuse();
  refuse();
  told();
  end();
  expect(told()).toMatchObject([{ data: { count: 2 } }]);
});
