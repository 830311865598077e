import { createProgress } from './progress.ts';
import { toolPath } from './setup/go-tools.ts';
import { SetupError } from './setup/setup-error.ts';
import { setUp } from './setup/set-up.ts';
import { onStopRequest } from './stop-request.ts';
import { formatSummary } from './summary.ts';
import { startSystem, type SystemOptions } from './system/start-system.ts';

/** Sets up, starts, and waits for a signal; resolves with the exit code when everything is ended. */
export async function runUntilStopped(
  options: Pick<SystemOptions, 'stateDirectory' | 'portBase' | 'store'>,
): Promise<number> {
  const startedAt = performance.now();
  const stopping = new AbortController();
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  onStopRequest(
    () => {
      console.log('\nEnding every part …');
      stopping.abort();
      stop();
    },
    // Each part ends by itself when this process is gone.
    () => process.exit(1),
  );

  const beforeStart = async (): Promise<void> => {
    console.log('Setting up');
    if (!(await setUp('start', createProgress(console.log), stopping.signal))) {
      throw new SetupError('Nothing was started: see what failed above.');
    }
    console.log(`Starting on ports from ${String(options.portBase)}, state in ${options.stateDirectory}`);
  };
  try {
    const system = await startSystem({ ...options, beforeStart, log: console.log, signal: stopping.signal });
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(`\n${formatSummary({ ...options, ...system, cranePath: toolPath('crane'), seconds })}\n`);
    await stopped;
    await system.stop();
  } catch (error) {
    if (!stopping.signal.aborted) {
      console.error(error instanceof Error ? error.message : error);
      return 1;
    }
  }
  console.log('Ended.');
  return 0;
}
