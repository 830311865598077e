import { takeLock } from '../state/lock.ts';
import type { Progress } from '../progress.ts';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import { buildFunctions } from './build-functions.ts';
import { inspectMachine, installPackages, missingPackages } from './debian-packages.ts';
import { buildTools, describeTool, linkTools, missingTools, type ToolName } from './go-tools.ts';
import type { Purpose } from './purpose.ts';
import { SetupError } from './setup-error.ts';
import { setTimeout as sleep } from 'node:timers/promises';

const TOOLS: Readonly<Record<Purpose, readonly ToolName[]>> = {
  start: ['registry', 'crane'],
  test: ['registry', 'crane', 'oras', 'regctl'],
  bench: [],
};

/**
 * Installs and builds what is missing, independent things side by side, each shown with its time.
 * False when something failed; what to do has then been said.
 */
export async function setUp(purpose: Purpose, progress: Progress, signal: AbortSignal): Promise<boolean> {
  const steps = [progress.step('functions', async () => await buildOneAtATime(signal))];
  if (purpose !== 'bench') {
    steps.push(
      progress.step('Debian packages', async (say) => await setUpPackages(purpose === 'test', say, signal)),
      progress.step('Go tools', async (say) => await setUpTools(TOOLS[purpose], say, signal)),
    );
  }
  return (await Promise.all(steps)).every(Boolean);
}

async function setUpPackages(withClients: boolean, say: (what: string) => void, signal: AbortSignal): Promise<string> {
  if (process.platform !== 'linux') {
    throw new SetupError(
      `The local system runs on Debian 12: this is ${process.platform}, where only npm test -- --project unit works.`,
    );
  }
  const machine = inspectMachine();
  const missing = missingPackages(machine, withClients);
  if (missing.length === 0) return 'present';
  say(`installing ${missing.join(', ')}`);
  await installPackages(missing, machine, signal);
  return `installed ${missing.join(', ')}`;
}

async function setUpTools(
  names: readonly ToolName[],
  say: (what: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const missing = missingTools(names);
  const list = missing.map(describeTool).join(', ');
  if (missing.length > 0) say(`building ${list}, about two minutes the first time`);
  await buildTools(missing, signal);
  linkTools(names);
  return missing.length === 0 ? 'present' : `built ${list}`;
}

/** Two starts in one checkout write to the same dist folders. */
async function buildOneAtATime(signal: AbortSignal): Promise<string> {
  for (;;) {
    const lock = await takeLock(`${REPOSITORY_ROOT} build`, String(process.pid));
    if (lock.kind === 'locked') {
      try {
        await buildFunctions(signal);
        return 'built';
      } finally {
        await lock.release();
      }
    }
    await sleep(200, undefined, { signal });
  }
}
