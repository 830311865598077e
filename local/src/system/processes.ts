import { mkdirSync } from 'node:fs';
import type { Part } from '../parts/part.ts';
import { PART_NAMES, type PartName } from '../parts/part-names.ts';
import { beginLog, boundLog } from '../process/bounded-log.ts';
import { formatReport } from '../process/format-report.ts';
import { createSupervisedProcess, type SupervisedProcess } from '../process/supervised-process.ts';
import { logFile, type StateLayout } from '../state/layout.ts';
import { recordProcess } from '../state/recorded-processes.ts';
import { writePrivateFile } from '../state/write-file.ts';

export type Processes = Readonly<Record<PartName, SupervisedProcess>>;

const LOG_CHECK_MS = 5000;

/** First what takes requests in, last what keeps data: each finds those it talks to until it is gone itself. */
const STOP_ORDER: readonly (readonly PartName[])[] = [
  ['edge'],
  ['registry'],
  ['token', 'events'],
  ['authn-hook', 'authz', 'broker'],
  ['audit', 'gc'],
  ['rgw'],
  ['osd'],
  ['mon'],
];

export type ProcessOptions = {
  log: (line: string) => void;
  onDeath: (name: Part['name']) => void;
  reviveOsd: (() => void) | undefined;
};

/** A supervised process for every part, none of them started; writes their configuration. */
export function createProcesses(
  parts: Readonly<Record<PartName, Part>>,
  layout: StateLayout,
  options: ProcessOptions,
): Processes {
  for (const folder of [layout.configDirectory, layout.logDirectory, layout.runDirectory]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const create = (name: PartName): SupervisedProcess => createProcess(parts[name], layout, options);
  return {
    mon: create('mon'),
    osd: create('osd'),
    rgw: create('rgw'),
    registry: create('registry'),
    edge: create('edge'),
    broker: create('broker'),
    token: create('token'),
    'authn-hook': create('authn-hook'),
    authz: create('authz'),
    events: create('events'),
    audit: create('audit'),
    gc: create('gc'),
  };
}

/** A supervised process for one part, not started; writes its configuration. */
export function createProcess(part: Part, layout: StateLayout, options: ProcessOptions): SupervisedProcess {
  const { name } = part;
  const revive = name === 'osd' ? options.reviveOsd : undefined;
  for (const [path, contents] of Object.entries(part.configuration)) writePrivateFile(path, contents);
  beginLog(logFile(layout, name));
  return createSupervisedProcess({
    name,
    command: part.command,
    logPath: logFile(layout, name),
    stopGraceMs: part.stopGraceMs,
    ...(part.orphanSignal === undefined ? {} : { orphanSignal: part.orphanSignal }),
    recordPid: (pid) => recordProcess(layout.runDirectory, name, pid),
    report: (report) => {
      options.log(formatReport(report, logFile(layout, name)));
      if (report.kind === 'died') options.onDeath(name);
    },
    ...(revive === undefined ? {} : { revive }),
  });
}

/** Ends every part, with SIGTERM where `signals` names no other. */
export async function stopProcesses(
  processes: Processes,
  signals: Readonly<Partial<Record<PartName, NodeJS.Signals>>>,
): Promise<void> {
  for (const name of PART_NAMES) processes[name].expectEnd();
  for (const names of STOP_ORDER) {
    await Promise.all(names.map(async (name) => await processes[name].stop(signals[name])));
  }
}

/** Keeps every log below its limit until the returned function is called. */
export function keepLogsBounded(layout: StateLayout): () => void {
  const timer = setInterval(() => {
    for (const name of [...PART_NAMES, 'docker-auth'] as const) boundLog(logFile(layout, name));
  }, LOG_CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
