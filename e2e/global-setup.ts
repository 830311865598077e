import type { TestProject } from 'vitest/node';
import { findFreePortBase } from './system/free-port-base.ts';
import type { Stack } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory, startSystemProcess } from './system/system-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `stack.json` of the system that all files of the suite share. */
    stack: Stack;
    /** Its state directory. */
    stateDirectory: string;
  }
}

/** Starts the system that the suite shares, on ports of its own, and ends it after the last file. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDirectory = await createStateDirectory();
  const system = startSystemProcess({ stateDirectory, portBase: await findFreePortBase() });
  const end = async (): Promise<void> => {
    await system.stop();
    await removeStateDirectory(stateDirectory);
  };
  try {
    project.provide('stack', await system.whenReady());
    project.provide('stateDirectory', stateDirectory);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}
