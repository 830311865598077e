import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess, readStartTime, type ProcessIdentity } from '../process/start-time.ts';

const GRACE_MS = 5000;

/** Records a part's process as `<part>.pid`, with its start time beside it in `<part>.start-time`. */
export function recordProcess(runDirectory: string, name: string, pid: number | undefined): void {
  const pidFile = join(runDirectory, `${name}.pid`);
  const startTimeFile = join(runDirectory, `${name}.start-time`);
  if (pid === undefined) {
    rmSync(pidFile, { force: true });
    rmSync(startTimeFile, { force: true });
    return;
  }
  writeFileSync(startTimeFile, `${readStartTime(pid) ?? ''}\n`);
  writeFileSync(pidFile, `${String(pid)}\n`);
}

/** The processes on record that still live: what a supervisor that was killed left behind. */
export function findLeftovers(runDirectory: string): (ProcessIdentity & { name: string })[] {
  mkdirSync(runDirectory, { recursive: true });
  return readdirSync(runDirectory)
    .flatMap((file) => (file.endsWith('.pid') ? [file.slice(0, -'.pid'.length)] : []))
    .map((name) => ({
      name,
      pid: Number(readRecord(runDirectory, `${name}.pid`)),
      startTime: readRecord(runDirectory, `${name}.start-time`),
    }))
    .filter((recorded) => recorded.pid > 0 && isSameProcess(recorded));
}

/** Ends leftovers by their process ids: SIGTERM, and SIGKILL for what is still there after the grace. */
export async function endLeftovers(leftovers: readonly ProcessIdentity[], graceMs: number = GRACE_MS): Promise<void> {
  await Promise.all(
    leftovers.map(async (leftover) => {
      const deadline = performance.now() + graceMs;
      signalProcess(leftover.pid, 'SIGTERM');
      while (isSameProcess(leftover)) {
        if (performance.now() > deadline) signalProcess(leftover.pid, 'SIGKILL');
        await sleep(20);
      }
    }),
  );
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function readRecord(runDirectory: string, file: string): string {
  try {
    return readFileSync(join(runDirectory, file), 'utf8').trim();
  } catch {
    return '';
  }
}
