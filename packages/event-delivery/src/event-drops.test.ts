import { createManualSchedule } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createDropLog, type DropLog } from './event-drops.ts';

function start(): { drops: DropLog; lines: unknown[]; pass: (durationMs: number) => Promise<void> } {
  const { schedule, pass } = createManualSchedule();
  const lines: unknown[] = [];
  const log = { error: (fields: unknown, message?: unknown) => void lines.push([fields, message]) };
  return { drops: createDropLog({ log, schedule, what: 'decisions', windowMs: 10_000 }), lines, pass };
}

test('the first loss is told at once, what follows once in each window with its number, and then no more', async () => {
  const { drops, lines, pass } = start();
  drops.count('queue-full', 1);
  expect(lines).toEqual([[{ dropped: { 'queue-full': 1 }, droppedTotal: 1 }, 'decisions dropped']]);
  for (let count = 0; count < 1000; count += 1) drops.count('queue-full', 1);
  drops.count('refused', 2);
  await pass(9999);
  expect(lines).toHaveLength(1);
  await pass(1);
  expect(lines.slice(1)).toEqual([
    [{ dropped: { 'queue-full': 1000, refused: 2 }, droppedTotal: 1003 }, 'decisions dropped'],
  ]);
  await pass(60_000);
  expect(lines).toHaveLength(2);
  drops.count('unavailable', 1);
  expect(lines.at(-1)).toEqual([{ dropped: { unavailable: 1 }, droppedTotal: 1004 }, 'decisions dropped']);
});

test('at the end nothing is left untold', () => {
  const { drops, lines } = start();
  drops.report();
  drops.count('refused', 1);
  drops.count('stopped', 7);
  drops.report();
  drops.report();
  expect(lines.slice(1)).toEqual([[{ dropped: { stopped: 7 }, droppedTotal: 8 }, 'decisions dropped']]);
});
