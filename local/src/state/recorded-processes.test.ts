import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readStartTime } from '../process/start-time.ts';
import { endLeftovers, findLeftovers, recordProcess } from './recorded-processes.ts';

let folder = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
});
afterEach(() => {
  children.splice(0).forEach((child) => child.kill('SIGKILL'));
  rmSync(folder, { recursive: true });
});

function spawnShell(script: string): number {
  const child = spawn('/bin/sh', ['-c', script], { stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

test('a process on record that still lives is a leftover', () => {
  const pid = spawnShell('exec sleep 60');
  recordProcess(folder, 'broker', pid);

  expect(findLeftovers(folder)).toStrictEqual([{ name: 'broker', pid, startTime: readStartTime(pid) }]);
});

test.each([
  ['was ended', () => recordProcess(folder, 'broker', undefined)],
  ['has a number that another process has by now', () => writeFileSync(join(folder, 'broker.start-time'), '1\n')],
  ['has no start time on record', () => rmSync(join(folder, 'broker.start-time'))],
  ['has no number on record', () => writeFileSync(join(folder, 'broker.pid'), '')],
])('a process that %s is none', (_case, change) => {
  recordProcess(folder, 'broker', spawnShell('exec sleep 60'));

  change();

  expect(findLeftovers(folder)).toStrictEqual([]);
});

test('leftovers are ended, the deaf ones too', async () => {
  const readyFile = join(folder, 'ready');
  recordProcess(folder, 'gc', spawnShell('exec sleep 60'));
  recordProcess(folder, 'broker', spawnShell(`trap "" TERM; touch ${readyFile}; while :; do sleep 60; done`));
  await expect.poll(() => existsSync(readyFile)).toBe(true);
  const leftovers = findLeftovers(folder);
  expect(leftovers).toHaveLength(2);

  await endLeftovers(leftovers, 100);

  expect(leftovers.map(({ pid }) => readStartTime(pid))).toStrictEqual([undefined, undefined]);
  expect(findLeftovers(folder)).toStrictEqual([]);
});
