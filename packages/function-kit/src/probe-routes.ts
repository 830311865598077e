import type { FunctionDefinition, Readiness, Route } from './function-definition.ts';
import { json, problem } from './responses.ts';

const READINESS_TIMEOUT_MS = 5000;
const RETRY_AFTER_SECONDS = 2;

/** `/healthz`: the process lives. `/readyz`: what it depends on is there, and it isn't about to go. */
export function probeRoutes(readiness: FunctionDefinition['readiness'], isDraining: () => boolean): readonly Route[] {
  return [
    { method: 'GET', path: '/healthz', handler: () => json(200, { status: 'ok' }) },
    {
      method: 'GET',
      path: '/readyz',
      handler: async ({ log }) => {
        const state = isDraining() ? notReady('draining') : await readinessWithin(readiness, READINESS_TIMEOUT_MS, log);
        if (state.kind === 'ready') return json(200, { status: 'ready', ...noticesOf(state) });
        const detail = `Not ready: ${state.missing.join(', ')}.`;
        const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) };
        return problem(503, { title: 'Service unavailable', detail, missing: state.missing }, headers);
      },
    },
  ];
}

function noticesOf({ notices = [] }: { notices?: readonly string[] | undefined }): { notices?: readonly string[] } {
  return notices.length === 0 ? {} : { notices };
}

const notReady = (...missing: string[]): Readiness => ({ kind: 'not-ready', missing });

async function readinessWithin(
  readiness: FunctionDefinition['readiness'],
  timeoutMs: number,
  log: { error: (fields: object, message: string) => void },
): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => resolve(notReady('an answer of the readiness check')), timeoutMs);
  });
  try {
    return await Promise.race([readiness(), timeout]);
  } catch (error) {
    log.error({ err: error }, 'readiness check failed');
    return notReady('a readiness check that works');
  } finally {
    clearTimeout(timer);
  }
}
