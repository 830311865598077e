import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgress } from './progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a quick step is one line with its result', async () => {
  const lines: string[] = [];

  expect(await createProgress((line) => lines.push(line)).step('tools', async () => 'present')).toBe(true);

  expect(lines).toStrictEqual(['  ok       0.0 s  tools: present']);
});

test('a slow step says after two seconds, and every fifteen, what it does', async () => {
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const step = createProgress((line) => lines.push(line)).step('tools', async (say) => {
    say('building');
    return await promise;
  });

  await vi.advanceTimersByTimeAsync(16_000);
  resolve('built');
  await step;

  expect(lines).toStrictEqual([
    '  …        2.0 s  tools: building',
    '  …       15.0 s  tools: building',
    '  ok      16.0 s  tools: built',
  ]);
});

test('a failed step says why, and that it failed', async () => {
  const lines: string[] = [];
  const progress = createProgress((line) => lines.push(line));

  const isDone = await progress.step('tools', async () => {
    throw new Error('Install Go.');
  });

  expect([isDone, lines]).toStrictEqual([false, ['  FAILED   0.0 s  tools: Install Go.']]);
});

test('a step that was broken off did not fail', async () => {
  const lines: string[] = [];
  const progress = createProgress((line) => lines.push(line));

  const isDone = await progress.step('tools', async () => {
    AbortSignal.abort().throwIfAborted();
    return 'built';
  });

  expect([isDone, lines]).toStrictEqual([false, []]);
});
