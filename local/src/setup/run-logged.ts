import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache.ts';

const SHOWN_LINES = 8;

export class LoggedCommandError extends Error {
  readonly code = 'ERR_SETUP_COMMAND';
}

/**
 * Runs a long command with its output in `<cache>/log/<log>.log`.
 * @throws LoggedCommandError with the last lines of the output and the log's path
 */
export async function runLogged(
  log: string,
  program: string,
  args: readonly string[],
  options: { environment: Readonly<Record<string, string | undefined>>; signal: AbortSignal; directory?: string },
): Promise<void> {
  options.signal.throwIfAborted();
  const folder = join(cacheDirectory(), 'log');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${log}.log`);
  const descriptor = openSync(path, 'a');
  writeSync(descriptor, `\n$ ${program} ${args.join(' ')}\n`);
  const child = spawn(program, args, {
    stdio: ['ignore', descriptor, descriptor],
    env: options.environment,
    cwd: options.directory,
  });
  closeSync(descriptor);
  const stop = (): void => {
    child.kill('SIGINT');
  };
  options.signal.addEventListener('abort', stop);
  try {
    const [code] = await once(child, 'close');
    options.signal.throwIfAborted();
    if (code === 0) return;
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
  throw new LoggedCommandError(`${program} ${args[0] ?? ''} failed; all of it is in ${path}:\n${tail(path)}`);
}

function tail(path: string): string {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines
    .slice(-SHOWN_LINES)
    .map((line) => `    ${line}`)
    .join('\n');
}
