import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';
import { readStartTime } from './start-time.ts';

const options = { timeoutMs: 10_000, signal: new AbortController().signal };
const sh = (script: string, environment?: Record<string, string>) => ({
  program: '/bin/sh',
  args: ['-c', script],
  ...(environment === undefined ? {} : { environment }),
});

test('gives what the program printed', async () => {
  expect(await runCommand(sh('echo out; echo err >&2'), options)).toBe('out\n');
});

test('gives it the variables that were named, and none of its own process', async () => {
  process.env['AWS_CA_BUNDLE'] = '/bundle';
  try {
    expect(await runCommand(sh('echo "$NAMED ${AWS_CA_BUNDLE:-clean}"', { NAMED: 'x' }), options)).toBe('x clean\n');
  } finally {
    delete process.env['AWS_CA_BUNDLE'];
  }
});

test('tells the last lines of a failure, and no argument but the first', async () => {
  const failed = runCommand({ program: '/bin/sh', args: ['-c', 'echo one; echo two >&2; exit 3', 'secret'] }, options);

  await expect(failed).rejects.toMatchObject({ code: 'ERR_COMMAND_FAILED', message: '/bin/sh -c failed: two' });
});

test.each([
  { how: 'an exit without a word', command: sh('exit 3'), told: '/bin/sh -c failed: exit code 3, without a word' },
  { how: 'a death by a signal', command: sh('kill -SEGV $$'), told: '/bin/sh -c failed: SIGSEGV' },
  {
    how: 'a program that is not there',
    command: { program: '/nowhere', args: ['x'] },
    told: '/nowhere x failed: ENOENT',
  },
])('tells $how', async ({ command, told }) => {
  await expect(runCommand(command, options)).rejects.toMatchObject({ code: 'ERR_COMMAND_FAILED', message: told });
});

test('tells a program that took too long', async () => {
  await expect(runCommand(sh('exec sleep 60'), { ...options, timeoutMs: 50 })).rejects.toThrow('no answer in time');
});

test('leaves nothing behind when it is broken off', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-command-'));
  const pidFile = join(folder, 'pid');
  const stopping = new AbortController();
  const running = runCommand(sh('echo $$ > "$PID_FILE"; exec sleep 60', { PID_FILE: pidFile }), {
    ...options,
    signal: stopping.signal,
  });
  const readPid = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0);
  await expect.poll(readPid).toBeGreaterThan(0);
  expect(readStartTime(readPid())).toBeDefined();

  stopping.abort();

  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(readStartTime(readPid())).toBeUndefined();
  rmSync(folder, { recursive: true });
});
