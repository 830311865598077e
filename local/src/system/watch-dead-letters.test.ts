import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeadLetters } from '../broker/dead-letters.ts';
import { watchDeadLetters } from './watch-dead-letters.ts';

let folder = '';
let lines: string[] = [];
let end: () => void = () => undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'letters-'));
  lines = [];
  end = watchDeadLetters(folder, (line) => lines.push(line));
});
afterEach(() => {
  end();
  rmSync(folder, { recursive: true });
});

const storeLetter = (attributes: Record<string, string>, reason = 'HTTP 400') =>
  createDeadLetters(folder).store({
    trigger: 'audit',
    subscriber: 'http://audit/',
    attempts: 1,
    reason,
    at: '2026-01-02T03:04:05.678Z',
    event: { attributes },
  });

test('each dead letter is one line that says what, why and where', async () => {
  storeLetter({ type: 't', subject: 'team/app:1' });
  await expect.poll(() => lines).toHaveLength(1);

  expect(lines[0]).toMatch(/audit did not take t team\/app:1 \(HTTP 400 after one try\): .*\.json$/);
});

test.each([
  ['no JSON', '{'],
  ['no dead letter', '{}'],
])('a file that is %s is one line too, and ends nothing', async (_case, text) => {
  writeFileSync(join(folder, 'bad.part'), text);
  renameSync(join(folder, 'bad.part'), join(folder, 'bad.json'));
  await expect.poll(() => lines).toStrictEqual([`! dead letter: not readable: ${join(folder, 'bad.json')}`]);

  storeLetter({ type: 't', subject: 's' });
  await expect.poll(() => lines).toHaveLength(2);
});

test('a file that is gone again at once is no line', async () => {
  for (let count = 0; count < 20; count += 1) {
    writeFileSync(join(folder, 'short.json'), '{');
    rmSync(join(folder, 'short.json'));
  }
  storeLetter({ type: 't', subject: 's' });
  await expect.poll(() => lines.filter((line) => line.includes('did not take'))).toHaveLength(1);

  expect(lines).toHaveLength(1);
});

test('what an event says about itself does nothing to the console, and fills it with nothing', async () => {
  storeLetter({ type: '\u001B[2J\u001B]0;x\u0007', subject: `s\n! all is well ${'x'.repeat(10_000)}` }, 'a\rb');
  await expect.poll(() => lines).toHaveLength(1);

  expect(lines[0]).not.toMatch(/\p{Cc}/u);
  expect(lines[0]?.length).toBeLessThan(800);
});
