import { createManualSchedule } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createRevisionAnnouncer, type RevisionAnnouncer } from './announce-revisions.ts';
import type { Revision } from '../store/policies.ts';
import type { Telling } from './tell-revisions.ts';

const DOWN: Telling = { kind: 'unavailable', reason: 'the sink is down' };

function revision(number: number): Revision {
  const changes = { added: [], changed: [], removed: [] };
  return { number, etag: `${number}-abc`, author: 'root', at: '2026-06-01T00:00:00.000Z', reason: null, changes };
}

type Harness = {
  announcer: RevisionAnnouncer;
  pass: (durationMs: number) => Promise<void>;
  /** The number that each attempt was made with. */
  tried: number[];
  lines: string[];
};

function start(answer: (latest: Revision, attempt: number) => Telling | Promise<Telling>): Harness {
  const { schedule, elapsedMs, pass } = createManualSchedule();
  const tried: number[] = [];
  const lines: string[] = [];
  const announcer = createRevisionAnnouncer({
    tellNext: async (latest) => {
      tried.push(latest.number);
      return answer(latest, tried.length);
    },
    schedule,
    now: () => new Date(elapsedMs()),
    log: {
      error: () => void lines.push('error'),
      warn: () => void lines.push('warn'),
      info: () => void lines.push('info'),
    },
  });
  return { announcer, pass, tried, lines };
}

const told = ({ etag }: Revision): Telling => ({ kind: 'told', etag });

test('a revision is told later, and once', async () => {
  const { announcer, pass, tried } = start(told);
  announcer.announce(revision(1));
  expect(tried).toEqual([]);
  await pass(0);
  announcer.announce(revision(1));
  await pass(600_000);
  expect(tried).toEqual([1]);
});

test('the default policy is no revision that is told', async () => {
  const { announcer, pass, tried } = start(told);
  announcer.announce(revision(0));
  await pass(600_000);
  expect(tried).toEqual([]);
});

test('what comes while another is told is told after it', async () => {
  const harness = start((latest) => {
    if (latest.number === 1) for (const number of [2, 3]) harness.announcer.announce(revision(number));
    return told(latest);
  });
  harness.announcer.announce(revision(1));
  await harness.pass(0);
  expect(harness.tried).toEqual([1, 3]);
});

test('batches follow each other with a pause', async () => {
  const { announcer, pass, tried } = start((latest, attempt) => (attempt < 3 ? { kind: 'more' } : told(latest)));
  announcer.announce(revision(9));
  await pass(499);
  expect(tried).toHaveLength(1);
  await pass(501);
  expect(tried).toHaveLength(3);
  await pass(600_000);
  expect(tried).toHaveLength(3);
});

test('what fails is tried again, with longer and longer pauses, and the log has two lines of it', async () => {
  const { announcer, pass, tried, lines } = start((latest, attempt) => {
    if (attempt === 1) throw new Error('policy/announced.json: ERR_STORE_UNAVAILABLE');
    return attempt < 12 ? DOWN : told(latest);
  });
  announcer.announce(revision(1));
  const attempts: number[] = [];
  for (const durationMs of [0, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000]) {
    await pass(durationMs);
    attempts.push(tried.length);
  }
  expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(lines).toEqual(['warn', 'info']);
  await pass(600_000);
  expect(tried).toHaveLength(12);
});

test('an operator can read for how long revisions wait to be told, up to which and why, and then no more', async () => {
  let isDown = true;
  const { announcer, pass } = start((latest) => (isDown ? DOWN : told(latest)));
  expect(announcer.notice()).toBeNull();
  announcer.announce(revision(7));
  await pass(0);
  await pass(90_000);
  announcer.announce(revision(8));
  expect(announcer.notice()).toBe('revisions of the policy up to 8 wait to be told, for 90 s by now: the sink is down');
  isDown = false;
  await pass(30_000);
  expect(announcer.notice()).toBeNull();
});

test('what fails for long is an error in the log, every ten minutes or so', async () => {
  const { announcer, pass, lines } = start(() => DOWN);
  announcer.announce(revision(1));
  await pass(300_000);
  expect(lines).toEqual(['warn']);
  await pass(3_300_000);
  expect(lines).toEqual(['warn', ...Array.from({ length: 6 }, () => 'error')]);
});

test('a run that was put off runs once, however often it is brought forward', async () => {
  const { announcer, pass, tried } = start((latest, attempt) => (attempt < 3 ? DOWN : told(latest)));
  announcer.announce(revision(1));
  await pass(0);
  void announcer.flush(new AbortController().signal);
  void announcer.flush(new AbortController().signal);
  await pass(0);
  expect(tried).toHaveLength(2);
  // The run that the first failure scheduled is due by now, and was brought forward.
  await pass(200);
  expect(tried).toHaveLength(2);
  await pass(200);
  expect(tried).toHaveLength(3);
});

test('at the end it waits until all is told, and for no long pause', async () => {
  const { announcer, pass, tried } = start((latest, attempt) => (attempt < 9 ? DOWN : told(latest)));
  announcer.announce(revision(1));
  await pass(12_000);
  const before = tried.length;
  let isFlushed = false;
  const flushed = announcer.flush(new AbortController().signal).then(() => (isFlushed = true));
  await pass(0);
  expect([tried.length, isFlushed]).toEqual([before + 1, false]);
  await pass(2000);
  await flushed;
  expect(tried).toHaveLength(9);
});

test('at the end it gives up when the time is up, and tells nothing more', async () => {
  const { announcer, pass, tried, lines } = start(() => DOWN);
  announcer.announce(revision(1));
  await pass(0);
  const timeUp = new AbortController();
  const flushed = announcer.flush(timeUp.signal);
  timeUp.abort();
  await flushed;
  const { length } = tried;
  await pass(600_000);
  expect(tried.length).toBeLessThanOrEqual(length + 1);
  expect(lines).toEqual(['warn', 'warn']);
});

test('with nothing to tell the end comes at once', async () => {
  const { announcer } = start(told);
  await expect(announcer.flush(new AbortController().signal)).resolves.toBeUndefined();
});
