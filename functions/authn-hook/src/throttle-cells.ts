import { addFailure, currentFailures, type Failures, mergeFailures, NO_FAILURES } from './throttle-failures.ts';

/**
 * Refusals of any number of keys in a bounded number of cells. A key is counted in one cell of each row, together with
 * others there, so a cell knows of all of its refusals and maybe of more: a delay after any of its cells is never shorter
 * than the key's own, whatever the others did. What others add is rarely in all of its rows.
 * @see https://en.wikipedia.org/wiki/Count–min_sketch
 */
export type Cells = ReadonlyMap<string, Failures>;

/** How large a table is; `columns` is a power of two up to 256. */
export type CellTable = { readonly rows: number; readonly columns: number; readonly keep: number };

/** The cells of a key, one of each row, by a byte of its hash each: the row and two hexadecimal digits. */
export function cellsOf(hash: Uint8Array, { rows, columns }: CellTable): string[] {
  return [...hash.subarray(0, rows)].map((byte, row) => `${row}${(byte % columns).toString(16).padStart(2, '0')}`);
}

/** What each of the key's cells knows. */
export function rowsOf(cells: Cells, names: readonly string[]): readonly Failures[] {
  return names.map((name) => cells.get(name) ?? NO_FAILURES);
}

export function addToCells(cells: Cells, names: readonly string[], nowMs: number, { keep }: CellTable): Cells {
  const added = new Map(cells);
  for (const name of names) added.set(name, addFailure(cells.get(name) ?? NO_FAILURES, nowMs, keep));
  return added;
}

/** What two instances know together: neither the order of merging nor merging twice makes a difference. */
export function mergeCells(one: Cells, other: Cells, { keep }: CellTable): Cells {
  const merged = new Map(one);
  for (const [name, failures] of other) merged.set(name, mergeFailures(one.get(name) ?? NO_FAILURES, failures, keep));
  return merged;
}

/** What still counts; a cell of which nothing does isn't there. */
export function currentCells(cells: Cells, nowMs: number): Cells {
  return new Map(
    [...cells]
      .map(([name, failures]) => [name, currentFailures(failures, nowMs)] as const)
      .filter(([, failures]) => failures.length > 0),
  );
}
