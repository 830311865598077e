import { expect, test } from 'vitest';
import { waitForProbes } from './wait-for-probes.ts';

const options = (timeoutMs: number, signal = new AbortController().signal) => {
  const ready: string[] = [];
  return { ready, options: { timeoutMs, signal, onReady: (name: string) => ready.push(name), hint: 'Look there.' } };
};

test('resolves when every probe is content, and tells each one', async () => {
  const { ready, options: given } = options(10_000);
  const answers = ['no answer', undefined];

  await waitForProbes({ slow: async () => answers.shift(), quick: async () => undefined }, given);

  expect(ready).toStrictEqual(['quick', 'slow']);
});

test('names those that are late and what they wait for', async () => {
  const { options: given } = options(0);

  const waiting = waitForProbes({ slow: async () => 'no answer', quick: async () => undefined }, given);

  await expect(waiting).rejects.toMatchObject({
    code: 'ERR_NOT_READY',
    message: 'not ready after 0 s: slow (no answer). Look there.',
  });
});

test('can be broken off', async () => {
  const stopping = new AbortController();
  const { options: given } = options(10_000, stopping.signal);
  const waiting = waitForProbes({ slow: async () => 'no answer' }, given);

  stopping.abort();

  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});
