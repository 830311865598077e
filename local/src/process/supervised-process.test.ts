import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readStartTime } from './start-time.ts';
import {
  createSupervisedProcess,
  type ProcessReport,
  type SupervisedProcess,
  type SupervisedProcessOptions,
} from './supervised-process.ts';

let folder = '';
let reports: ProcessReport[] = [];
let pids: (number | undefined)[] = [];
const started: SupervisedProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervised-'));
  reports = [];
  pids = [];
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (supervised) => await supervised.stop('SIGKILL')));
  rmSync(folder, { recursive: true });
});

function supervise(script: string, options: Partial<SupervisedProcessOptions> = {}): SupervisedProcess {
  const supervised = createSupervisedProcess({
    name: 'part',
    command: { program: '/bin/sh', args: ['-c', script] },
    logPath: join(folder, 'part.log'),
    stopGraceMs: 5000,
    recordPid: (pid) => pids.push(pid),
    report: (report) => reports.push(report),
    ...options,
  });
  started.push(supervised);
  supervised.start();
  return supervised;
}

const untilRunning = async (supervised: SupervisedProcess, script = 'sleep') =>
  await expect.poll(() => readFileSync(`/proc/${String(supervised.pid())}/cmdline`, 'utf8')).toContain(script);

test('a process that dies is reported and started again', async () => {
  const supervised = supervise('exec sleep 60');
  await untilRunning(supervised);
  const first = supervised.pid();

  supervised.kill('SIGKILL');
  await expect.poll(() => supervised.restarts).toBe(1);
  await expect.poll(() => supervised.pid()).toBeDefined();

  expect(supervised.pid()).not.toBe(first);
  expect(reports).toStrictEqual([
    { kind: 'died', name: 'part', ending: { code: null, signal: 'SIGKILL' }, restartInMs: 200, restarts: 1 },
  ]);
  expect(pids).toStrictEqual([first, undefined, supervised.pid()]);
});

test('one that ends by itself is reported with the last fatal line of that run', async () => {
  const fatal = JSON.stringify({ level: 'fatal', msg: 'cannot start', problem: 'no key' });
  const supervised = supervise(`[ -e ${folder}/again ] && exit 4; touch ${folder}/again; echo '${fatal}'; exit 3`);

  await expect.poll(() => reports.length, { timeout: 5000 }).toBeGreaterThanOrEqual(2);
  supervised.expectEnd();

  expect(reports[0]).toMatchObject({ ending: { code: 3 }, lastWords: 'cannot start: no key' });
  expect(reports[1]).toMatchObject({ ending: { code: 4 } });
  expect(reports[1]).not.toHaveProperty('lastWords');
});

test('one that dies again and again is started after longer and longer pauses', async () => {
  const supervised = supervise('exit 3');

  await expect.poll(() => reports.length, { timeout: 5000 }).toBeGreaterThanOrEqual(3);
  supervised.expectEnd();

  expect(reports.map((report) => report.kind === 'died' && [report.ending.code, report.restartInMs])).toStrictEqual([
    [3, 200],
    [3, 400],
    [3, 800],
  ]);
});

test('one that is stopped stays down, unreported, until it is started', async () => {
  const supervised = supervise('exec sleep 60');
  await untilRunning(supervised);
  const first = supervised.pid() ?? 0;

  await supervised.stop();
  expect([supervised.pid(), readStartTime(first), reports]).toStrictEqual([undefined, undefined, []]);

  supervised.start();
  expect(supervised.pid()).toBeGreaterThan(0);
  expect(supervised.restarts).toBe(0);
});

test('one that does not go on SIGTERM is killed after its grace', async () => {
  const supervised = supervise('trap "" TERM; echo deaf; while :; do sleep 60; done', { stopGraceMs: 50 });
  await expect.poll(() => readFileSync(join(folder, 'part.log'), 'utf8')).toContain('deaf');

  await supervised.stop();

  expect(supervised.pid()).toBeUndefined();
  expect(supervised.endedUncleanly).toBe(true);
});

test('a stop takes back a restart that is due', async () => {
  const supervised = supervise('exit 1');
  await expect.poll(() => reports.length).toBe(1);

  await supervised.stop();

  expect(supervised.pid()).toBeUndefined();
  supervised.start();
  await expect.poll(() => reports.length).toBe(2);
});

test('an unclean death calls for the revival, if there is one, and a clean one does not', async () => {
  let revivals = 0;
  const supervised = supervise('exec sleep 60', {
    revive: () => {
      revivals += 1;
    },
  });
  await untilRunning(supervised);

  supervised.kill('SIGTERM');
  await expect.poll(() => supervised.restarts).toBe(1);
  await expect.poll(() => supervised.pid()).toBeDefined();
  expect(revivals).toBe(0);
  await untilRunning(supervised);

  supervised.kill('SIGKILL');
  await expect.poll(() => revivals).toBe(1);
  expect(supervised.pid()).toBeUndefined();
});

test('a program that is not there is a death like another, with its reason in the log', async () => {
  supervise('', { command: { program: '/nowhere', args: [] } });

  await expect.poll(() => reports.length).toBeGreaterThan(0);

  expect(reports[0]).toMatchObject({ kind: 'died', ending: { code: 127 } });
  expect(readFileSync(join(folder, 'part.log'), 'utf8')).toContain('/nowhere');
});
