import { pino } from 'pino';

import type { LogLevel } from './kit-environment.ts';
import { maskSecretKeys, maskSecretText } from './mask-secrets.ts';

export type Logger = pino.Logger;

export type LoggerSettings = {
  /** Written as `function` with every line. */
  name?: string;
  logLevel: LogLevel;
  /** Default: stdout, written before the call returns. */
  destination?: { write: (line: string) => void };
};

/**
 * Writes one JSON object a line. Whatever stands under a key that names a secret becomes `***`, at any depth; so do
 * bearer tokens, JWTs, and a URL's password and query inside any text.
 */
export function createLogger(settings: LoggerSettings): Logger {
  const options: pino.LoggerOptions = {
    level: settings.logLevel,
    base: settings.name === undefined ? {} : { function: settings.name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      bindings: (bindings) => maskSecretKeys(bindings),
      log: (line) => maskSecretKeys(line),
    },
    // Errors are plain fields by then: pino's own serialiser would call each of them an Object.
    serializers: { err: (error: unknown) => error },
    hooks: { streamWrite: maskSecretText },
  };
  const logger =
    settings.destination === undefined
      ? pino(options, pino.destination({ dest: 1, sync: true }))
      : pino(options, settings.destination);
  return maskBindingsOf(logger);
}

// NOTE: pino gives a child's bindings to no formatter.
function maskBindingsOf(logger: Logger): Logger {
  const child = logger.child.bind(logger);
  return Object.assign(logger, {
    child: (bindings: pino.Bindings) => maskBindingsOf(child(maskSecretKeys(bindings))),
  });
}
