import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createReturnWatch } from './watch-return.ts';

/** A part whose state the test decides, counting how often it was asked. */
function createPart() {
  const state = { isRunning: false, problem: 'no answer' as string | undefined, probes: 0 };
  const part = {
    isRunning: () => state.isRunning,
    probe: async () => {
      state.probes += 1;
      return state.problem;
    },
  };
  return { state, part };
}

test('a part is back once its process runs and it does its work, which is said once', async () => {
  const { state, part } = createPart();
  const lines: string[] = [];
  const watch = createReturnWatch({ edge: part }, (line) => lines.push(line));

  watch.begin('edge');
  watch.begin('edge');
  state.isRunning = true;
  await expect.poll(() => state.probes).toBeGreaterThan(1);
  expect(lines).toStrictEqual([]);
  state.problem = undefined;

  await expect.poll(() => lines).toStrictEqual([expect.stringMatching(/^  ok    edge is ready again \(\d+\.\d s\)$/)]);
  watch.begin('edge');
  await expect.poll(() => lines).toHaveLength(2);
  watch.end();
});

test('a part that an old process still answers for is not back', async () => {
  const { state, part } = createPart();
  const lines: string[] = [];
  state.isRunning = true;
  state.problem = undefined;
  const dying = { ...part, isRunning: () => state.isRunning && state.probes === 0 };
  const watch = createReturnWatch({ edge: dying }, (line) => lines.push(line));

  watch.begin('edge');
  await expect.poll(() => state.probes).toBe(1);
  watch.end();

  expect(lines).toStrictEqual([]);
});

test('a watch that was broken off while it asked says nothing', async () => {
  const { promise: answer, resolve } = Promise.withResolvers<undefined>();
  let probes = 0;
  const probe = async () => {
    probes += 1;
    return await answer;
  };
  const lines: string[] = [];
  const watch = createReturnWatch({ edge: { isRunning: () => true, probe } }, (line) => lines.push(line));
  watch.begin('edge');
  await expect.poll(() => probes).toBe(1);

  watch.end();
  resolve(undefined);
  await turn();

  expect(lines).toStrictEqual([]);
});
