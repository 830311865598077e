import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInstalled } from './install.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'));
  mkdirSync(join(root, 'node_modules'));
});
afterEach(() => rmSync(root, { recursive: true }));

const wanted = {
  '': { version: '0.0.0' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/for-another-system': { version: '1.0.0', optional: true },
};

function write(lock: object | undefined, record: object | undefined) {
  if (lock !== undefined) writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: lock }));
  if (record !== undefined)
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: record }));
}

test.each([
  ['what the lockfile asks for is there', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } }, true],
  ['npm left no record (never installed, or interrupted)', undefined, false],
  ['a package is missing', {}, false],
  ['a package has another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }, false],
  ['a package has other contents', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }, false],
])('when %s', (_case, record, expected) => {
  write(wanted, record);

  expect(isInstalled(root)).toBe(expected);
});
