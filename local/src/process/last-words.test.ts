import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lastWords } from './last-words.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'last-words-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (fields: object): string => `${JSON.stringify(fields)}\n`;

function wordsOf(text: string, fromBytes = 0): string | undefined {
  const path = join(folder, 'part.log');
  writeFileSync(path, text);
  return lastWords(path, fromBytes);
}

test.each([
  ['a message', { msg: 'it is broken' }, 'it is broken'],
  ['a problem', { msg: 'signing keys cannot be used', problem: 'no key' }, 'signing keys cannot be used: no key'],
  ['a problem that the message names', { msg: 'PORT is required', problem: 'is required' }, 'PORT is required'],
  ['an error', { msg: 'cannot listen', err: { message: 'in use' } }, 'cannot listen: in use'],
  ['a problem alone', { problem: 'no key' }, 'no key'],
])('%s of the last fatal line is the reason', (_title, fields, expected) => {
  const before = line({ level: 'fatal', msg: 'before' });
  const after = `${line({ level: 'info', msg: 'drained' })}no JSON {\n`;
  expect(wordsOf(before + line({ level: 'fatal', ...fields }) + after)).toBe(expected);
});

test.each([
  ['nothing', ''],
  ['no fatal line', line({ level: 'error', msg: 'not yet' })],
  ['a fatal line that was cut off', line({ level: 'fatal', msg: 'half' }).slice(0, -4)],
  ['a fatal line too far from the end', line({ level: 'fatal', msg: 'far' }) + `${'x'.repeat(65_536)}\n`],
])('a log with %s gives no reason', (_title, text) => {
  expect(wordsOf(text)).toBeUndefined();
});

test('a run before is not listened to, unless the log was cut meanwhile', () => {
  const before = line({ level: 'fatal', msg: 'before' });
  expect(wordsOf(before, before.length)).toBeUndefined();
  expect(wordsOf(before, before.length + 1)).toBe('before');
});

test('a log that is not there gives no reason', () => {
  expect(lastWords(join(folder, 'none.log'), 0)).toBeUndefined();
});
