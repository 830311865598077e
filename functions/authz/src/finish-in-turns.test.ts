import { expect, test } from 'vitest';

import { finishInTurns } from './finish-in-turns.ts';

function* fail(): Generator<undefined, never> {
  yield;
  throw new Error('broken');
}

test('pauses at every yield, and comes to what the generator returns', async () => {
  const told: string[] = [];
  function* work(): Generator<undefined, string> {
    told.push('one');
    yield;
    told.push('two');
    yield;
    told.push('three');
    return 'done';
  }
  const pause = (): Promise<void> => {
    told.push('pause');
    return Promise.resolve();
  };
  expect(await finishInTurns(work(), pause)).toBe('done');
  expect(told).toEqual(['one', 'pause', 'two', 'pause', 'three']);
});

test('what is thrown on the way is thrown', async () => {
  await expect(finishInTurns(fail(), () => Promise.resolve())).rejects.toThrow('broken');
});
