import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { PAGE_MAX_BYTES, takePage } from './take-page.ts';

const sizesOf = (...sizes: number[]): { sizeBytes: number }[] => sizes.map((sizeBytes) => ({ sizeBytes }));

describe('takePage', () => {
  test.each([
    ['nothing', [], 0],
    ['exactly a page', [PAGE_MAX_BYTES - 1, 1], 2],
    ['one byte more', [PAGE_MAX_BYTES - 1, 1, 1], 2],
    ['an object longer than a page, which is not read', [PAGE_MAX_BYTES, PAGE_MAX_BYTES + 1, 1], 2],
  ])('%s', (_title, sizes, count) => {
    expect(takePage(sizesOf(...sizes))).toEqual(sizesOf(...sizes).slice(0, count));
  });

  test('every page goes on', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 * PAGE_MAX_BYTES }), { minLength: 1 }), (sizes) => {
        expect(takePage(sizesOf(...sizes)).length).toBeGreaterThan(0);
      }),
    );
  });
});
