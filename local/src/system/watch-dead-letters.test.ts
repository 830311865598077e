import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDeadLetters } from '../broker/dead-letters.ts';
import { watchDeadLetters } from './watch-dead-letters.ts';

test('each dead letter is one line that says what, why and where', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'letters-'));
  const lines: string[] = [];
  const end = watchDeadLetters(folder, (line) => lines.push(line));

  createDeadLetters(folder).store({
    trigger: 'audit',
    subscriber: 'http://audit/',
    attempts: 1,
    reason: 'HTTP 400',
    at: '2026-01-02T03:04:05.678Z',
    event: { attributes: { type: 't', subject: 'team/app:1' } },
  });
  await expect.poll(() => lines).toHaveLength(1);
  end();
  rmSync(folder, { recursive: true });

  expect(lines[0]).toMatch(/audit did not take t team\/app:1 \(HTTP 400 after one try\): .*\.json$/);
});
