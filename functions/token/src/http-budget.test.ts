import { expect, test } from 'vitest';

import { withinBudget } from './http-budget.ts';

const never = () => new Promise<never>(() => undefined);
const client = (): AbortController => new AbortController();

test('what is done in time is the answer, and a fault the fault', async () => {
  expect(await withinBudget(1000, client().signal, async () => 'done')).toBe('done');
  const fault = new Error('away');
  await expect(withinBudget(1000, client().signal, () => Promise.reject(fault))).rejects.toBe(fault);
});

test('several that are slow don’t add up: once the time is over, nobody is waited for', async () => {
  let given: AbortSignal | undefined;
  const work = async (signal: AbortSignal) => {
    given = signal;
    return never();
  };
  await expect(withinBudget(20, client().signal, work)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_SLOW' });
  expect(given?.aborted).toBe(true);
});

test('whoever has gone ends the work, before and while it is done', async () => {
  const gone = client();
  const states: boolean[] = [];
  await withinBudget(1000, gone.signal, async (signal) => {
    states.push(signal.aborted);
    gone.abort();
    states.push(signal.aborted);
  });
  await withinBudget(1000, gone.signal, async (signal) => void states.push(signal.aborted));
  expect(states).toEqual([false, true, true]);
});

test('work that was done in time is not ended afterwards, and leaves nothing on the client', async () => {
  const { signal, abort } = ((controller) => ({ signal: controller.signal, abort: () => controller.abort() }))(
    client(),
  );
  let given: AbortSignal | undefined;
  await withinBudget(10, signal, async (own) => {
    given = own;
  });
  abort();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(given?.aborted).toBe(false);
});
