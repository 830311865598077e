import type { Comparison } from '@wharfinger/policy';

import { countDockerAuthDenials, type ReadRecord, toComparedRequests, type Unjudged } from './simulate-record.ts';

/** What of the record was looked at; `isCut` says why there is more. */
export type RecordCoverage = {
  since: string;
  /** How many records were read, and how many of them, or beside them, can't be. */
  records: number;
  unreadable: number;
  isCut: 'limit' | 'time' | null;
  /** How many of the decisions were made for docker_auth, of which the record has the denials alone. */
  dockerAuthDenials: number;
  unjudged: Unjudged;
};

export type RecordSimulation =
  | { kind: 'done'; coverage: RecordCoverage }
  | { kind: 'forbidden' }
  | { kind: 'unavailable'; reason: string };

export type RecordQuestion = { since: Date; limit: number; authorization: string; signal: AbortSignal };

type SimulationDeps = {
  readRecord: ReadRecord;
  /** Called after each record, so that others have their turn. */
  pause: () => Promise<void>;
};

const PAGE_LIMIT = 1000;

/** Adds recorded decisions to a comparison, until there are no more, too many, or the time is up. */
export async function simulateOnRecord(
  comparison: Pick<Comparison, 'add'>,
  { since, limit, authorization, signal }: RecordQuestion,
  { readRecord, pause }: SimulationDeps,
): Promise<RecordSimulation> {
  const unjudged: Unjudged = { withoutCaller: 0, truncated: 0, malformed: 0 };
  const coverage: RecordCoverage = {
    since: since.toISOString(),
    records: 0,
    unreadable: 0,
    isCut: null,
    dockerAuthDenials: 0,
    unjudged,
  };
  let cursor: string | undefined;
  do {
    const left = limit - coverage.records;
    if (left <= 0) coverage.isCut = 'limit';
    if (signal.aborted) coverage.isCut = 'time';
    if (coverage.isCut !== null) break;
    const answer = await readRecord({ since, limit: Math.min(PAGE_LIMIT, left), cursor, authorization, signal });
    if (answer.kind !== 'page') {
      // What was compared by then is worth having.
      if (!signal.aborted || coverage.records === 0) return answer;
      coverage.isCut = 'time';
      break;
    }
    const { events, unreadable } = answer.page;
    for (const event of events) {
      coverage.dockerAuthDenials += countDockerAuthDenials(event);
      for (const request of toComparedRequests(event, unjudged)) comparison.add(request);
      await pause();
    }
    coverage.records += events.length;
    coverage.unreadable += unreadable;
    cursor = answer.page.cursor;
  } while (cursor !== undefined);
  return { kind: 'done', coverage };
}
