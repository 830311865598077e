import { expect, test } from 'vitest';

import { addToCells, cellsOf, currentCells, mergeCells, rowsOf } from './throttle-cells.ts';

const TABLE = { rows: 2, columns: 32, keep: 3 };

test('a key has one cell of each row', () => {
  expect(cellsOf(Uint8Array.of(0, 31, 7), TABLE)).toEqual(['000', '11f']);
  expect(cellsOf(Uint8Array.of(32, 63), TABLE)).toEqual(['000', '11f']);
  expect(cellsOf(Uint8Array.of(255), { ...TABLE, rows: 1, columns: 256 })).toEqual(['0ff']);
});

test('a refusal counts in each of them, and with whoever else is there', () => {
  const cells = addToCells(addToCells(new Map(), ['000', '101'], 5, TABLE), ['000', '102'], 9, TABLE);
  expect(rowsOf(cells, ['000', '101'])).toEqual([[5, 9], [5]]);
  expect(rowsOf(cells, ['000', '102'])).toEqual([[5, 9], [9]]);
  expect(rowsOf(cells, ['003', '103'])).toEqual([[], []]);
});

test('two at once in the same cell are two, and the newest are kept', () => {
  let cells = addToCells(new Map(), ['000'], 5, TABLE);
  for (let one = 0; one < 3; one += 1) cells = addToCells(cells, ['000'], 9, TABLE);
  expect(rowsOf(cells, ['000'])).toEqual([[7, 8, 9]]);
});

test('what two instances noted is all there, as many as are kept', () => {
  const one = new Map([
    ['000', [1, 4]],
    ['001', [2]],
  ]);
  const other = new Map([
    ['000', [1, 3, 5]],
    ['102', [6]],
  ]);
  expect(Object.fromEntries(mergeCells(one, other, TABLE))).toEqual({ '000': [3, 4, 5], '001': [2], '102': [6] });
});

test('what counts no longer is gone, and its cell with it', () => {
  const cells = new Map([
    ['000', [1, 3_600_000]],
    ['001', [1]],
  ]);
  expect(currentCells(cells, 3_600_001)).toEqual(new Map([['000', [3_600_000]]]));
});
