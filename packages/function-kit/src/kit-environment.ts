import { isIP } from 'node:net';

import * as z from 'zod';

import { integerVariable } from './variables.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** The variables that every function reads; spread into the function's own `z.object`. */
export const kitEnvironment: {
  readonly PORT: z.ZodType<number, string | undefined>;
  readonly WHARFINGER_LISTEN_ADDRESS: z.ZodType<string, string | undefined>;
  readonly WHARFINGER_LOG_LEVEL: z.ZodType<LogLevel, string | undefined>;
  readonly WHARFINGER_TRUSTED_PROXY_HOPS: z.ZodType<number, string | undefined>;
  readonly WHARFINGER_DRAIN_SECONDS: z.ZodType<number, string | undefined>;
} = {
  PORT: integerVariable({ min: 0, max: 65_535 }).default(8080),
  WHARFINGER_LISTEN_ADDRESS: z
    .string()
    .refine((text) => text === 'localhost' || isIP(text) !== 0, 'must be an IP address or localhost')
    .default('0.0.0.0'),
  WHARFINGER_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  WHARFINGER_TRUSTED_PROXY_HOPS: integerVariable({ min: 0, max: 16 }).default(1),
  WHARFINGER_DRAIN_SECONDS: integerVariable({ min: 0, max: 3600 }).default(25),
};

export type KitEnvironment = z.output<z.ZodObject<typeof kitEnvironment>>;

export type KitSettings = {
  /** 0 takes any free port. */
  port: number;
  listenAddress: string;
  logLevel: LogLevel;
  /** How many proxies in front append to `X-Forwarded-For`; 0 trusts none. */
  trustedProxyHops: number;
  /** How long requests in flight may take to finish after SIGTERM. */
  drainSeconds: number;
};

/** Gives the parsed variables of `kitEnvironment` the names that the kit's functions take. */
export function kitSettingsFrom(environment: KitEnvironment): KitSettings {
  return {
    port: environment.PORT,
    listenAddress: environment.WHARFINGER_LISTEN_ADDRESS,
    logLevel: environment.WHARFINGER_LOG_LEVEL,
    trustedProxyHops: environment.WHARFINGER_TRUSTED_PROXY_HOPS,
    drainSeconds: environment.WHARFINGER_DRAIN_SECONDS,
  };
}
