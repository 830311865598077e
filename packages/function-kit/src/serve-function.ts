import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { setImmediate } from 'node:timers/promises';

import { createFunctionServer } from './create-function-server.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { KitSettings } from './kit-environment.ts';
import type { Logger } from './logger.ts';

export type ServeOptions = KitSettings & {
  logger: Logger;
  /** Default: random UUIDs. */
  newId?: () => string;
  /** Work that must not be lost, waited for once the last request is answered; the signal aborts when the drain is over. */
  finish?: (timeUp: AbortSignal) => Promise<void>;
};

export type RunningServer = {
  /** The port in use, when the settings left the choice open. */
  port: number;
  /** Aborts when the process begins to drain: for work in the background. */
  stopping: AbortSignal;
};

const SWEEP_MS = 50;
const STARTED_AT_LATEST_MS = 1000;
// After a fault the process is in nobody knows what state: what is in flight gets a moment, not the whole drain.
const FAULT_DRAIN_SECONDS = 5;

/**
 * Serves the function until SIGTERM or SIGINT: then takes no new connection, finishes what is in flight and exits 0, or
 * cuts it off after `drainSeconds` and exits 1. An unhandled rejection or exception is logged as fatal, drains for at most
 * 5 seconds, and exits 1. Also exits 1 when it can't listen.
 *
 * Resolves once the first answer has gone out, or a second after it began to listen: what the caller does then, in the
 * background, delays nobody's start.
 */
export async function serveFunction(definition: FunctionDefinition, options: ServeOptions): Promise<RunningServer> {
  const { logger } = options;
  const stopping = new AbortController();
  const server = createFunctionServer(definition, {
    logger,
    trustedProxyHops: options.trustedProxyHops,
    newId: options.newId ?? randomUUID,
    isDraining: () => stopping.signal.aborted,
  });
  const stop = (reason: string, drainSeconds: number): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    void drain(server, drainSeconds * 1000, options);
    logger.info({ reason, drainSeconds }, 'draining');
  };
  process.on('SIGTERM', () => stop('SIGTERM', options.drainSeconds));
  process.on('SIGINT', () => stop('SIGINT', options.drainSeconds));
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => {
      process.exitCode = 1;
      logger.fatal({ err: error }, event);
      stop(event, Math.min(options.drainSeconds, FAULT_DRAIN_SECONDS));
    });
  }
  const started = firstAnswer(server);
  const port = await listen(server, options);
  logger.info({ address: options.listenAddress, port }, 'listening');
  await started;
  return { port, stopping: stopping.signal };
}

function firstAnswer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, STARTED_AT_LATEST_MS);
    timer.unref();
    server.once('request', (_request, response) => {
      response.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  });
}

async function listen(server: Server, options: ServeOptions): Promise<number> {
  try {
    server.listen(options.port, options.listenAddress);
    await once(server, 'listening');
  } catch (error) {
    options.logger.fatal({ err: error, address: options.listenAddress, port: options.port }, 'cannot listen');
    process.exit(1);
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : options.port;
}

async function drain(server: Server, drainMs: number, { logger, finish }: ServeOptions): Promise<void> {
  const timeUp = new AbortController();
  let isServing = true;
  const deadline = setTimeout(() => {
    timeUp.abort();
    if (!isServing) return;
    process.exitCode = 1;
    logger.error({ drainMs }, 'requests were cut off: they took longer than the drain may');
    server.closeAllConnections();
  }, drainMs);
  // NOTE: an answer whose head went out before the drain has no `Connection: close`: its connection is closed once idle.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  isServing = false;
  clearInterval(sweep);
  if (finish !== undefined) await finishWork(finish, timeUp.signal, logger);
  clearTimeout(deadline);
  // NOTE: what was just cut off is logged when its socket closes: in the last phase of this turn of the event loop.
  await setImmediate();
  await setImmediate();
  logger.info('drained');
  process.exit();
}

/** Waits for the work, but no longer than there is time, whatever the work makes of the signal. */
async function finishWork(
  finish: NonNullable<ServeOptions['finish']>,
  timeUp: AbortSignal,
  logger: Logger,
): Promise<void> {
  const end = new Promise<void>((resolve) => {
    // A macrotask later, so that what the work does about the signal is done.
    const wait = (): void => void setImmediate().then(resolve);
    if (timeUp.aborted) wait();
    else timeUp.addEventListener('abort', wait);
  });
  try {
    await Promise.race([finish(timeUp), end]);
  } catch (error) {
    process.exitCode = 1;
    logger.error({ err: error }, 'work was not finished');
  }
}
