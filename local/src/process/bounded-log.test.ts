import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginLog, boundLog, closeLog, LOG_LIMIT_BYTES, openLog } from './bounded-log.ts';

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'log-')), 'part.log');
});
afterEach(() => rmSync(join(path, '..'), { recursive: true }));

test('a log that has grown too long goes on empty, for whoever has it open as well', () => {
  const descriptor = openLog(path);
  writeSync(descriptor, 'x'.repeat(11));

  boundLog(path, 10);
  writeSync(descriptor, 'next');
  closeLog(descriptor);

  expect(readFileSync(path, 'utf8')).toBe('next');
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('x'.repeat(11));
});

test('a log within its limit, or none, is left alone', () => {
  boundLog(path, 10);
  writeFileSync(path, 'x'.repeat(10));

  boundLog(path, 10);

  expect(readFileSync(path, 'utf8')).toHaveLength(10);
});

test.each([
  [LOG_LIMIT_BYTES, LOG_LIMIT_BYTES],
  [LOG_LIMIT_BYTES + 1, 0],
])('unless another limit is asked for, a log of %i bytes goes on with %i', (size, expected) => {
  writeFileSync(path, '');
  truncateSync(path, size);

  boundLog(path);

  expect(statSync(path).size).toBe(expected);
});

test('a new run keeps the log of the one before', () => {
  beginLog(path);
  writeFileSync(path, 'before');

  beginLog(path);

  expect(readFileSync(`${path}.1`, 'utf8')).toBe('before');
  expect(() => readFileSync(path)).toThrow('ENOENT');
});
