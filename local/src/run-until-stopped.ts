import { onFault } from './on-fault.ts';
import { createProgress } from './progress.ts';
import { toolPath } from './setup/go-tools.ts';
import { SetupError } from './setup/setup-error.ts';
import { setUp } from './setup/set-up.ts';
import { onStopRequest } from './stop-request.ts';
import { formatSummary } from './summary.ts';
import { startSystem, type System, type SystemOptions } from './system/start-system.ts';
import { SystemError } from './system/system-error.ts';

const FAULT_STOP_LIMIT_MS = 60_000;

/** What this works with; the defaults are the real ones. */
export type Surroundings = {
  setUp: typeof setUp;
  startSystem: (
    options: SystemOptions,
  ) => Promise<Pick<System, 'stack' | 'wasPasswordShown' | 'recordPasswordShown' | 'stop'>>;
  onStopRequest: typeof onStopRequest;
  onFault: typeof onFault;
  print: (line: string) => void;
  printError: (line: string) => void;
  exit: (code: number) => void;
};

const REAL: Surroundings = {
  setUp,
  startSystem,
  onStopRequest,
  onFault,
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
  exit: (code) => process.exit(code),
};

/** Sets up, starts, and waits for a signal; resolves with the exit code when everything is ended. */
export async function runUntilStopped(
  options: Pick<SystemOptions, 'stateDirectory' | 'portBase' | 'store'>,
  surroundings: Surroundings = REAL,
): Promise<number> {
  const { print, printError, exit } = surroundings;
  const startedAt = performance.now();
  const stopping = new AbortController();
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  let exitCode = 0;
  const end = (): void => {
    stopping.abort();
    stop();
  };
  surroundings.onStopRequest(
    () => {
      print('\nEnding every part …');
      end();
    },
    // Each part ends by itself when this process is gone.
    () => exit(exitCode),
  );
  surroundings.onFault((error) => {
    printError(`! The supervisor has a fault and ends every part: ${describe(error)}`);
    if (exitCode === 0) setTimeout(() => exit(1), FAULT_STOP_LIMIT_MS).unref();
    exitCode = 1;
    end();
  });

  const beforeStart = async (): Promise<void> => {
    print('Setting up');
    if (!(await surroundings.setUp('start', createProgress(print), stopping.signal))) {
      throw new SetupError('Nothing was started: see what failed above.');
    }
    print(`Starting on ports from ${String(options.portBase)}, state in ${options.stateDirectory}`);
  };
  try {
    const system = await surroundings.startSystem({ ...options, beforeStart, log: print, signal: stopping.signal });
    const seconds = (performance.now() - startedAt) / 1000;
    print(`\n${formatSummary({ ...options, ...system, cranePath: toolPath('crane'), seconds })}\n`);
    system.recordPasswordShown();
    await stopped;
    await system.stop();
  } catch (error) {
    if (!stopping.signal.aborted) {
      printError(error instanceof Error ? error.message : String(error));
      return error instanceof SystemError && error.code === 'ERR_STATE_PATH' ? 2 : 1;
    }
  }
  print('Ended.');
  return exitCode;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
