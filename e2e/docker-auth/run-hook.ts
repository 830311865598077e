import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const SCRIPTS = path.resolve(import.meta.dirname, '../../registry/docker-auth');

export type HookName = 'ext_auth' | 'ext_authz';

/** How a hook ended: `exit` is null when a signal ended it. */
export type HookEnd = { exit: number | null; stdout: string; stderr: string; ms: number };

/** The script that docker_auth runs as this hook. */
export function hookScript(hook: HookName): string {
  return path.join(SCRIPTS, hook === 'ext_auth' ? 'ext-auth.sh' : 'ext-authz.sh');
}

/**
 * Runs a program as docker_auth 1.14 runs a hook: argv fixed by the configuration, the server's whole environment, pipes for
 * stdin, stdout and stderr, three descriptors that it leaks, and an end only when nobody holds stdout and stderr any more.
 */
export async function runHook(
  program: string,
  args: readonly string[],
  stdin: Uint8Array,
  options: { environment?: Record<string, string>; cwd?: string } = {},
): Promise<HookEnd> {
  const startedAt = performance.now();
  const child = spawn(program, args, {
    env: options.environment ?? {},
    cwd: options.cwd ?? '/',
    stdio: ['pipe', 'pipe', 'pipe', 'ignore', 'ignore', 'ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [toStdin, fromStdout, fromStderr] = child.stdio;
  if (toStdin === null || fromStdout === null || fromStderr === null) throw new TypeError('no pipes');
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  fromStdout.on('data', (chunk: Buffer) => out.push(chunk));
  fromStderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A hook need not read what it doesn't use.
  toStdin.on('error', () => undefined);
  toStdin.end(stdin);
  await once(child, 'close');
  return {
    exit: child.exitCode,
    stdout: Buffer.concat(out).toString('latin1'),
    stderr: Buffer.concat(err).toString('latin1'),
    ms: performance.now() - startedAt,
  };
}
