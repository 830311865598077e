import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem } from '@wharfinger/local';
import { findFreePortBase } from '../system/free-port-base.ts';
import { createStateDirectory, removeStateDirectory } from '../system/state-directory.ts';
import { runTour, type Step, type StepRun } from './tour.ts';

/** Pastes the steps into a shell beside a system of their own: the document begins where nobody has written a policy yet. */
export async function runTourAlone(steps: readonly Step[]): Promise<StepRun[]> {
  const home = await mkdtemp(path.join(tmpdir(), 'wharfinger-tour-'));
  const stateDirectory = await createStateDirectory();
  const portBase = await findFreePortBase();
  const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: () => undefined });
  try {
    return await runTour(steps, { portBase, stateDirectory }, { ...process.env, HOME: home });
  } finally {
    await system.stop();
    await removeStateDirectory(stateDirectory);
    await rm(home, { recursive: true, force: true });
  }
}
