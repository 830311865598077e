import { setTimeout as sleep } from 'node:timers/promises';
import { cpuTimeMs } from '../startup/cpu-time.ts';
import { type Load, measureLoad } from './measure-load.ts';

/** What processor time is counted of, by the name of its column. */
export type Stages = ReadonlyMap<string, readonly (number | undefined)[]>;

export type StageCosts = { perSecond: number; cpuMsPerToken: ReadonlyMap<string, number> };

const OWN = 'load generator';
const QUIET_MS = 500;
const QUIET_TRIES = 120;

async function cpuTimeOf(pids: readonly (number | undefined)[]): Promise<number> {
  const each = await Promise.all(pids.map((pid) => cpuTimeMs(pid)));
  return each.reduce((sum, ms) => sum + ms, 0);
}

/** Waits until the processes take less than a tenth of a core, but not for ever. */
export async function whenQuiet(pids: readonly (number | undefined)[]): Promise<void> {
  for (let tries = 0; tries < QUIET_TRIES; tries += 1) {
    const beforeMs = await cpuTimeOf(pids);
    await sleep(QUIET_MS);
    if ((await cpuTimeOf(pids)) - beforeMs < QUIET_MS / 10) return;
  }
}

async function cpuTimes(stages: Stages): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const [name, pids] of stages) {
    times.set(name, await cpuTimeOf(pids));
  }
  const { user, system } = process.cpuUsage();
  return times.set(OWN, (user + system) / 1000);
}

/** The processor time of each stage for one token, all its threads. */
export async function measureStages(
  load: Load,
  stages: Stages,
  options: { concurrency: number; seconds: number },
): Promise<StageCosts> {
  const before = await cpuTimes(stages);
  const { count, perSecond } = await measureLoad(load, options.concurrency, options.seconds);
  const after = await cpuTimes(stages);
  const cost = (name: string): number => ((after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN)) / count;
  return { perSecond, cpuMsPerToken: new Map([...before.keys()].map((name) => [name, cost(name)])) };
}
