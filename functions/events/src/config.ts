import { bothKeysOrNeither, controlStoreEnvironment, type ControlStoreEnvironment } from '@wharfinger/control-store';
import { siteSchema } from '@wharfinger/events';
import {
  httpUrlVariable,
  integerVariable,
  kitEnvironment,
  type KitEnvironment,
  type KitSettings,
  kitSettingsFrom,
  loadEnvironment,
  type Secret,
  secretListVariable,
} from '@wharfinger/function-kit';
import * as z from 'zod';

const REGISTRY = /^[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,253}[A-Za-z0-9])?$/;

export type Environment = KitEnvironment &
  ControlStoreEnvironment & {
    K_SINK: URL;
    WHARFINGER_SITE: string;
    WHARFINGER_REGISTRY: string;
    WHARFINGER_CALLER_SECRET: readonly Secret[];
    WHARFINGER_EVENT_SECRET: readonly Secret[];
    WHARFINGER_SINK_TIMEOUT_MS: number;
  };

export const environmentSchema: z.ZodType<Environment> = z
  .object({
    ...kitEnvironment,
    ...controlStoreEnvironment,
    K_SINK: httpUrlVariable,
    WHARFINGER_SITE: siteSchema,
    WHARFINGER_REGISTRY: z.string().regex(REGISTRY, 'must be letters, digits and . _ : - between them, at most 255'),
    WHARFINGER_CALLER_SECRET: secretListVariable,
    WHARFINGER_EVENT_SECRET: secretListVariable,
    WHARFINGER_SINK_TIMEOUT_MS: integerVariable({ min: 50, max: 60_000 }).default(5000),
  })
  .check(bothKeysOrNeither);

export type Config = {
  readonly kit: KitSettings;
  readonly events: {
    readonly site: string;
    readonly registry: string;
    readonly callerSecrets: readonly Secret[];
    /** Signs; the variable's other secrets are for the consumers, while it is rotated. */
    readonly eventSecret: Secret;
  };
  readonly sink: { readonly url: URL; readonly timeoutMs: number };
  readonly controlStore: ControlStoreEnvironment;
};

/** Reads the environment once; ends the process with every problem named when it isn't complete. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = loadEnvironment(environmentSchema, environment);
  const [eventSecret] = read.WHARFINGER_EVENT_SECRET;
  if (eventSecret === undefined) throw new RangeError('WHARFINGER_EVENT_SECRET is empty.');
  return Object.freeze({
    kit: Object.freeze(kitSettingsFrom(read)),
    events: Object.freeze({
      site: read.WHARFINGER_SITE,
      registry: read.WHARFINGER_REGISTRY,
      callerSecrets: read.WHARFINGER_CALLER_SECRET,
      eventSecret,
    }),
    sink: Object.freeze({ url: read.K_SINK, timeoutMs: read.WHARFINGER_SINK_TIMEOUT_MS }),
    controlStore: read,
  });
}
