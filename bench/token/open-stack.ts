import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type PartName, type Stack, startSystem } from '@wharfinger/local';

/** A running system, with its processes when it is one of our own. */
export type OpenStack = {
  site: Stack['sites'][number];
  admin: Stack['admin'];
  /** Process ids; `undefined` for a system that somebody else started. */
  pids: ((part: PartName) => number | undefined) | undefined;
  close: () => Promise<void>;
};

function opened(stack: Stack, rest: Pick<OpenStack, 'pids' | 'close'>): OpenStack {
  const [site] = stack.sites;
  if (site === undefined) throw new Error('The system has no site.');
  return { site, admin: stack.admin, ...rest };
}

/** The system of a `stack.json`, or without one a new system of its own that ends with `close`. */
export async function openStack(file: string | undefined, portBase: number): Promise<OpenStack> {
  if (file !== undefined) {
    const stack: Stack = JSON.parse(await readFile(file, 'utf8'));
    return opened(stack, { pids: undefined, close: async () => {} });
  }
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'wharfinger-bench-'));
  const removeState = async (): Promise<void> => {
    await rm(stateDirectory, { recursive: true, force: true });
  };
  try {
    const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: console.error });
    return opened(system.stack, {
      pids: (part) => system.parts[part].pid(),
      close: async () => {
        await system.stop();
        await removeState();
      },
    });
  } catch (error) {
    await removeState();
    throw error;
  }
}
