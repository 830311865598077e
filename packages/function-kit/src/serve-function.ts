import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';

import { createFunctionServer } from './create-function-server.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { KitSettings } from './kit-environment.ts';
import type { Logger } from './logger.ts';

export type ServeOptions = KitSettings & {
  logger: Logger;
  /** Default: random UUIDs. */
  newId?: () => string;
};

export type RunningServer = {
  /** The port in use, when the settings left the choice open. */
  port: number;
  /** Aborts when the process begins to drain: for work in the background. */
  stopping: AbortSignal;
};

/**
 * Serves the function until SIGTERM or SIGINT: then takes no new connection, finishes what is in flight and exits 0, or
 * exits 1 once `drainSeconds` are over. An unhandled rejection or exception is logged as fatal, drains too, and exits 1.
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
  const stop = (exitCode: number, reason: string): void => {
    if (stopping.signal.aborted) {
      if (exitCode !== 0) process.exitCode = exitCode;
      return;
    }
    stopping.abort();
    process.exitCode = exitCode;
    logger.info({ reason, drainSeconds: options.drainSeconds }, 'draining');
    void drain(server, options.drainSeconds * 1000, logger);
  };
  process.on('SIGTERM', () => stop(0, 'SIGTERM'));
  process.on('SIGINT', () => stop(0, 'SIGINT'));
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error }, event);
      stop(1, event);
    });
  }
  const port = await listen(server, options);
  logger.info({ address: options.listenAddress, port }, 'listening');
  return { port, stopping: stopping.signal };
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

async function drain(server: Server, drainMs: number, logger: Logger): Promise<void> {
  const deadline = setTimeout(() => {
    logger.error('the deadline cut requests off');
    process.exit(1);
  }, drainMs);
  // NOTE: an answer whose head went out before the drain has no `Connection: close`: its connection is closed once idle.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  clearInterval(sweep);
  clearTimeout(deadline);
  logger.info('drained');
  process.exit();
}
