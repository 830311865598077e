import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { startSystem } from '@wharfinger/local';
import type { System } from '@wharfinger/local';
import type { TestProject } from 'vitest/node';
import { findFreePortBase } from './free-port-base.ts';
import { findTraces, readSystemSecrets } from './secret-traces.ts';
import { stackSchema } from './stack-schema.ts';
import type { Stack } from './stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './state-directory.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `stack.json` of the system that all files of the suite share. */
    stack: Stack;
    /** Its state directory. */
    stateDirectory: string;
  }
}

/** What a system that nobody harmed must not show: a part that died, an event that nobody took, a secret in a log of the whole run. */
async function findDamage(system: System, stateDirectory: string): Promise<string[]> {
  const deaths = Object.entries(system.parts).filter(([, part]) => part.restarts > 0);
  const deadLetters = await readdir(path.join(stateDirectory, 'dead-letters'));
  const traces = await findTraces(path.join(stateDirectory, 'log'), await readSystemSecrets(stateDirectory));
  return [
    ...traces.map((trace) => `secret in a log, ${trace}`),
    ...deaths.map(([name, part]) => `${name} died ${part.restarts} times`),
    ...deadLetters.map((file) => `dead letter ${file}`),
  ];
}

/**
 * Starts the system that a suite shares, on ports of its own, and gives the function that ends it after the last file. Its
 * state directory, with the logs, stays when something was wrong with the system.
 */
export async function provideSharedSystem(
  project: TestProject,
  options: { dockerAuthProgram?: string } = {},
): Promise<() => Promise<void>> {
  const stateDirectory = await createStateDirectory();
  const lines: string[] = [];
  const log = (line: string): void => {
    lines.push(line);
  };
  try {
    const portBase = await findFreePortBase();
    const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log, ...options });
    project.provide('stack', stackSchema.parse(system.stack));
    project.provide('stateDirectory', stateDirectory);
    return async () => {
      const damage = await findDamage(system, stateDirectory);
      await system.stop();
      if (damage.length > 0) {
        throw new Error(`In the shared system, in ${stateDirectory}: ${damage.join('; ')}.\n${lines.join('\n')}`);
      }
      await removeStateDirectory(stateDirectory);
    };
  } catch (error) {
    throw new Error(`The shared system did not start.\n${lines.join('\n')}`, { cause: error });
  }
}
