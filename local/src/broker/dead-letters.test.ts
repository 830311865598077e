import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeadLetters, readDeadLetter, type DeadLetter } from './dead-letters.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'letters-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const letter = (day: number): DeadLetter => ({
  trigger: 'audit',
  subscriber: 'http://audit/',
  attempts: 1,
  reason: 'HTTP 400',
  at: `2026-01-0${String(day)}T00:00:00.000Z`,
  event: { attributes: { id: String(day) } },
});

test('a file that nobody can read is listed as such, beside the good ones', () => {
  const deadLetters = createDeadLetters(folder);
  deadLetters.store(letter(1));
  writeFileSync(join(folder, '3-broken.json'), '{');
  writeFileSync(join(folder, '3-other.json'), '{"trigger":1}');
  mkdirSync(join(folder, '3-folder.json'));

  expect(deadLetters.list()).toStrictEqual([
    { file: '3-other.json', unreadable: 'it is no dead letter' },
    { file: '3-folder.json', unreadable: 'EISDIR' },
    { file: '3-broken.json', unreadable: 'it is no JSON' },
    letter(1),
  ]);
});

test('a file that is gone is missing', () => {
  expect(readDeadLetter(join(folder, 'gone.json'))).toStrictEqual({ kind: 'missing' });
});

test('beyond the limit the oldest goes, and the log says so', () => {
  const logged: Record<string, unknown>[] = [];
  const deadLetters = createDeadLetters(folder, { log: (entry) => logged.push(entry), kept: 2 });
  deadLetters.store(letter(1));
  const [oldest] = readdirSync(folder);

  deadLetters.store(letter(2));
  expect(logged).toStrictEqual([]);
  deadLetters.store(letter(3));

  expect(deadLetters.list()).toStrictEqual([letter(3), letter(2)]);
  expect(logged).toStrictEqual([{ msg: 'dead letter removed: there are too many', file: oldest, kept: 2 }]);
});
