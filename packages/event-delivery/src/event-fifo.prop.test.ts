import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createFifo } from './event-fifo.ts';

const action = fc.record({ pushed: fc.nat({ max: 3000 }), taken: fc.nat({ max: 3000 }), isCleared: fc.boolean() });

test('gives what it took, in that order, like a plain list', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
      const fifo = createFifo<number>();
      let model: number[] = [];
      let next = 0;
      for (const { pushed, taken, isCleared } of actions) {
        const items = Array.from({ length: pushed }, (_, index) => next + index);
        next += pushed;
        for (const item of items) fifo.push(item);
        model.push(...items);
        const expected = Array.from({ length: taken }, () => model.shift());
        expect(Array.from({ length: taken }, () => fifo.take())).toEqual(expected);
        if (isCleared && taken % 5 === 0) {
          fifo.clear();
          model = [];
        }
        expect(fifo.size).toBe(model.length);
      }
    }),
  );
});
