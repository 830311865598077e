import { execFile } from 'node:child_process';

export type CommandResult = { exitCode: number | null; stdout: string; stderr: string };

/** A command that failed; its message holds everything the command printed. */
export class CommandError extends Error {
  readonly code = 'ERR_COMMAND_FAILED';
  readonly result: CommandResult;

  constructor(command: readonly string[], result: CommandResult, reason: string) {
    super(`${command.join(' ')}: ${reason}\nstdout: ${result.stdout}\nstderr: ${result.stderr}`);
    this.name = 'CommandError';
    this.result = result;
  }
}

/**
 * Runs a command with exactly the given environment, nothing inherited, and gives what it printed on stdout.
 *
 * @throws `ERR_COMMAND_FAILED` when it exits with anything but 0 or does not end in time.
 */
export async function runCommand(
  command: readonly [string, ...string[]],
  options: { env: Readonly<Record<string, string>>; input?: string; timeoutMs?: number; cwd?: string },
): Promise<string> {
  const [file, ...parameters] = command;
  const timeoutMs = options.timeoutMs ?? 60_000;
  return await new Promise((resolve, reject) => {
    const child = execFile(
      file,
      parameters,
      {
        env: options.env,
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      },
      (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
          return;
        }
        const reason =
          error.killed === true ? `did not end within ${timeoutMs / 1000} s` : error.message.split('\n', 1)[0];
        reject(new CommandError(command, { exitCode: child.exitCode, stdout, stderr }, reason ?? 'failed'));
      },
    );
    // A command that ends without reading its input closes the pipe: its exit status is what counts.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}
