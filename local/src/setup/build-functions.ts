import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import { runLogged } from './run-logged.ts';

/** Bundles every function as it is shipped; turbo leaves out what has not changed since. */
export async function buildFunctions(signal: AbortSignal): Promise<void> {
  const turbo = join(REPOSITORY_ROOT, 'node_modules', '.bin', 'turbo');
  await runLogged('build', process.execPath, [turbo, 'run', 'build', '--output-logs=errors-only', '--ui=stream'], {
    environment: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
    signal,
    directory: REPOSITORY_ROOT,
  });
}
