import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDirectory } from './prepare-directory.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prepare-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is made with those above it, for its owner alone, and taken as it is the second time', () => {
  const path = join(folder, 'a', 'b');

  expect([prepareDirectory(path), prepareDirectory(path)]).toStrictEqual([undefined, undefined]);
  expect([statSync(path).mode & 0o777, readdirSync(path)]).toStrictEqual([0o700, []]);
});

test.each([['file'], ['file/below'], ['file/further/below']])('%s, where a file stands, is refused', (name) => {
  writeFileSync(join(folder, 'file'), '');

  expect(prepareDirectory(join(folder, name))).toBe(`${join(folder, 'file')} is a file`);
});

test.each([['/proc/x'], ['/proc/x/y'], ['/proc'], ['/proc/self/fdinfo']])(
  '%s, where nobody can write, is refused at once',
  (path) => {
    expect(prepareDirectory(path)).toMatch(/can't be made or written to \(E[A-Z]+\)/);
  },
);
