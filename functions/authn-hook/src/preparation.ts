import type { ProbeResult } from '@wharfinger/control-store';
import type { Logger, Readiness } from '@wharfinger/function-kit';

export type Preparation = {
  /** Tries until everything is there or `stopping` aborts. */
  run(stopping: AbortSignal): Promise<void>;
  readiness(): Readiness;
  /** Whether the store is known to keep the conditions of a write. */
  isWritable(): boolean;
};

export type PreparationDeps = {
  probe: () => Promise<ProbeResult>;
  ensureFirstAdministrator: () => Promise<{ kind: 'created' | 'exists' | 'nobody' }>;
  /** Ends early, by a rejection too, when the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  log: Pick<Logger, 'info' | 'warn'>;
};

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 2000;

/** What has to be done once the store can be reached, in whatever order the parts start. */
export function createPreparation(deps: PreparationDeps): Preparation {
  let missing: string | undefined = 'the control store, which has not answered yet';
  let isWritable = false;
  let lastLogged: string | undefined;

  async function prepare(): Promise<string | undefined> {
    if (!isWritable) {
      const probed = await deps.probe();
      if (probed.kind === 'unsupported') {
        return `a control store that honours conditional writes: ${probed.reason}; use an unversioned bucket`;
      }
      isWritable = true;
    }
    const { kind } = await deps.ensureFirstAdministrator();
    if (kind === 'created') deps.log.info({}, 'first administrator created');
    return kind === 'nobody' ? 'a user: set WHARFINGER_FIRST_ADMIN_PASSWORD for the first administrator' : undefined;
  }

  async function attempt(): Promise<void> {
    try {
      missing = await prepare();
      if (missing !== undefined && missing !== lastLogged) deps.log.warn({ missing }, 'not ready');
      lastLogged = missing;
    } catch (error) {
      missing = 'the control store, which gives no answer';
      deps.log.warn({ err: error }, 'not ready');
    }
  }

  return {
    run: async (stopping) => {
      for (let pauseMs = FIRST_PAUSE_MS; !stopping.aborted; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
        await attempt();
        if (missing === undefined) return;
        await deps.sleep(pauseMs, stopping).catch(() => undefined);
      }
    },
    readiness: () => (missing === undefined ? { kind: 'ready' } : { kind: 'not-ready', missing: [missing] }),
    isWritable: () => isWritable,
  };
}
