import { describe, expect, test } from 'vitest';

import { mapConcurrently } from './map-concurrently.ts';

describe('mapConcurrently', () => {
  test.each([
    [0, 3, 0],
    [2, 3, 2],
    [10, 3, 3],
    [10, 1, 1],
  ])('%i items at %i a time: %i run at once, and the order stays', async (count, limit, most) => {
    const items = Array.from({ length: count }, (_, index) => index);
    let running = 0;
    let peak = 0;
    const results = await mapConcurrently(items, limit, async (item) => {
      running += 1;
      peak = Math.max(peak, running);
      // Later items are done sooner.
      for (let turns = count - item; turns > 0; turns -= 1) await Promise.resolve();
      running -= 1;
      return item * 2;
    });
    expect(results).toEqual(items.map((item) => item * 2));
    expect(peak).toBe(most);
  });

  test('a fault is thrown', async () => {
    const failing = mapConcurrently([1, 2], 2, (item) => Promise.reject(new Error(`item ${item}`)));
    await expect(failing).rejects.toThrow('item 1');
  });
});
