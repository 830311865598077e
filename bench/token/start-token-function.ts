import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type OwnTokenFunction = { origin: string; pid: number | undefined; stop: () => Promise<void> };

const MAIN = fileURLToPath(new URL('../../functions/token/dist/main.mjs', import.meta.url));
const STARTED_WITHIN_MS = 10_000;

/** The environment that a process was started with; Linux alone tells. */
export async function environmentOf(pid: number): Promise<Record<string, string>> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8');
  const entries = text.split('\0').filter((line) => line.includes('='));
  return Object.fromEntries(
    entries.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** A token function beside that of the system: with its environment, but for some variables; `''` takes one away. */
export async function startTokenFunction(
  systemsPid: number,
  port: number,
  changes: Readonly<Record<string, string>>,
): Promise<OwnTokenFunction> {
  const environment = { ...(await environmentOf(systemsPid)), ...changes, PORT: String(port) };
  const child = spawn(process.execPath, [MAIN], { stdio: 'ignore', env: environment });
  const origin = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + STARTED_WITHIN_MS;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('A token function of its own did not start.');
    await sleep(50);
  }
  return {
    origin,
    pid: child.pid,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/readyz`)).ok;
  } catch {
    return false;
  }
}
