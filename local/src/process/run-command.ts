import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { SYSTEM_FOLDERS } from '../system-folders.ts';

const execute = promisify(execFile);

export type Command = { program: string; args: readonly string[]; environment?: Readonly<Record<string, string>> };

export class CommandError extends Error {
  readonly code = 'ERR_COMMAND_FAILED';
}

/**
 * Runs a short command to its end and gives its stdout; when broken off, it is gone before this throws.
 * @throws CommandError `ERR_COMMAND_FAILED` naming the program and the last lines that it printed, never its arguments (they may hold keys)
 */
export async function runCommand(
  command: Command,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<string> {
  options.signal.throwIfAborted();
  const running = execute(command.program, [...command.args], {
    env: { ...cleanEnvironment(), ...command.environment },
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
    signal: options.signal,
    maxBuffer: 16 * 1024 * 1024,
  });
  const gone = new Promise((resolve) => running.child.once('close', resolve));
  try {
    return (await running).stdout;
  } catch (error) {
    // A killed program may still be writing: whoever goes on must find it gone.
    await gone;
    options.signal.throwIfAborted();
    throw new CommandError(`${command.program} ${command.args[0] ?? ''} failed: ${lastLines(error)}`, {
      cause: error instanceof Error ? error.name : error,
    });
  }
}

/** What a child gets of this process's environment: nothing that could change how it works (proxies, AWS settings, NODE_OPTIONS …). */
export function cleanEnvironment(): Record<string, string> {
  const path = [process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', ...SYSTEM_FOLDERS].join(delimiter);
  return { PATH: path, HOME: '/nonexistent', LANG: 'C.UTF-8' };
}

function lastLines(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true) return 'no answer in time';
  const printed = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  return printed === '' ? describeEnd(error) : printed.split('\n').slice(-3).join('; ');
}

/** How a program ended, or could not be started, that said nothing; never its arguments, which are in the error's message. */
function describeEnd(error: Error): string {
  if ('signal' in error && typeof error.signal === 'string') return error.signal;
  if (!('code' in error)) return error.name;
  return typeof error.code === 'number' ? `exit code ${String(error.code)}, without a word` : String(error.code);
}
