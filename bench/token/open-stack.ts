import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem } from '@wharfinger/local';

/** Where tokens are had: at the function itself and through the edge. */
export type OpenStack = {
  token: string;
  edge: string;
  admin: { username: string; password: string };
  close: () => Promise<void>;
};

function textAt(value: unknown, ...keys: string[]): string {
  let member: unknown = value;
  for (const key of keys) {
    member = typeof member === 'object' && member !== null ? Reflect.get(member, key) : undefined;
  }
  if (typeof member !== 'string') {
    throw new Error(`stack.json has no ${keys.join('.')}.`);
  }
  return member;
}

function describeStack(stack: unknown, close: () => Promise<void>): OpenStack {
  return {
    token: textAt(stack, 'sites', '0', 'token'),
    edge: textAt(stack, 'sites', '0', 'registry'),
    admin: { username: textAt(stack, 'admin', 'username'), password: textAt(stack, 'admin', 'password') },
    close,
  };
}

/** The system of a `stack.json`, or without one a new system of its own that ends with `close`. */
export async function openStack(file: string | undefined, portBase: number): Promise<OpenStack> {
  if (file !== undefined) {
    return describeStack(JSON.parse(await readFile(file, 'utf8')), async () => {});
  }
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'wharfinger-bench-'));
  const removeState = async (): Promise<void> => {
    await rm(stateDirectory, { recursive: true, force: true });
  };
  try {
    const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: console.error });
    return describeStack(system.stack, async () => {
      await system.stop();
      await removeState();
    });
  } catch (error) {
    await removeState();
    throw error;
  }
}
