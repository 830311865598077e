import type { ComparedRequest } from '@wharfinger/policy';
import { expect, test } from 'vitest';

import { recordedDecision } from '../../test/recorded-decision.ts';
import { type RecordSimulation, simulateOnRecord } from './simulate-on-record.ts';
import type { ReadRecord, RecordAnswer } from './simulate-record.ts';

const SINCE = new Date('2026-05-01T00:00:00Z');

const page = (count: number, cursor?: string, unreadable = 0): RecordAnswer => ({
  kind: 'page',
  page: { events: Array.from({ length: count }, () => recordedDecision()), unreadable, cursor },
});

type Run = {
  result: RecordSimulation;
  added: ComparedRequest[];
  asked: { limit: number; cursor: string | undefined }[];
  pauses: number;
};

async function run(
  answers: readonly RecordAnswer[],
  { limit = 50_000, abortAt = Infinity }: { limit?: number; abortAt?: number } = {},
): Promise<Run> {
  const controller = new AbortController();
  const added: ComparedRequest[] = [];
  const asked: Run['asked'] = [];
  let pauses = 0;
  if (abortAt === 0) controller.abort();
  const readRecord: ReadRecord = (question) => {
    asked.push({ limit: question.limit, cursor: question.cursor });
    if (asked.length === abortAt) controller.abort();
    return Promise.resolve(answers[asked.length - 1] ?? page(0));
  };
  const result = await simulateOnRecord(
    { add: (request) => added.push(request) },
    { since: SINCE, limit, authorization: 'Bearer x', signal: controller.signal },
    {
      readRecord,
      pause: () => {
        pauses += 1;
        return Promise.resolve();
      },
    },
  );
  return { result, added, asked, pauses };
}

test('every page is read and compared, and others have their turn meanwhile', async () => {
  const { result, added, asked, pauses } = await run([page(250, 'b', 1), page(0, 'c', 2), page(99)]);
  expect(result).toEqual({
    kind: 'done',
    coverage: {
      since: '2026-05-01T00:00:00.000Z',
      records: 349,
      unreadable: 3,
      isCut: null,
      dockerAuthDenials: 0,
      unjudged: { withoutCaller: 0, truncated: 0, malformed: 0 },
    },
  });
  expect(added).toHaveLength(349);
  expect(asked).toEqual([
    { limit: 1000, cursor: undefined },
    { limit: 1000, cursor: 'b' },
    { limit: 1000, cursor: 'c' },
  ]);
  expect(pauses).toBe(349);
});

test('no more records are read than are wanted, and it is said that there are more', async () => {
  const { result, asked } = await run([page(1000, 'b'), page(200, 'c')], { limit: 1200 });
  expect(asked.map(({ limit }) => limit)).toEqual([1000, 200]);
  expect(result).toMatchObject({ coverage: { records: 1200, isCut: 'limit' } });
});

test('as many as are wanted, and no more there, are not cut', async () => {
  expect((await run([page(10)], { limit: 10 })).result).toMatchObject({ coverage: { records: 10, isCut: null } });
});

test.each<[string, RecordAnswer[], number]>([
  ['between two pages', [page(10, 'b'), page(10)], 1],
  ['within a page', [page(10, 'b'), { kind: 'unavailable', reason: 'late' }], 2],
])('when the time is up %s, what was compared counts', async (_, answers, abortAt) => {
  expect((await run(answers, { abortAt })).result).toMatchObject({
    kind: 'done',
    coverage: { records: 10, isCut: 'time' },
  });
});

test('when it is up before anything was read there is none to go by', async () => {
  const late: RecordAnswer = { kind: 'unavailable', reason: 'late' };
  expect((await run([late], { abortAt: 1 })).result).toEqual(late);
  expect((await run([], { abortAt: 0 })).result).toMatchObject({ coverage: { records: 0, isCut: 'time' } });
});

test.each<RecordAnswer>([{ kind: 'forbidden' }, { kind: 'unavailable', reason: 'The audit function answered 500.' }])(
  'a fault in the middle is one of the whole: %j',
  async (fault) => {
    expect((await run([page(10, 'b'), fault])).result).toEqual(fault);
  },
);
