import { bothKeysOrNeither, controlStoreEnvironment, type ControlStoreEnvironment } from '@wharfinger/control-store';
import { siteSchema } from '@wharfinger/events';
import {
  httpUrlVariable,
  kitEnvironment,
  type KitEnvironment,
  type KitSettings,
  kitSettingsFrom,
  loadEnvironment,
  type Secret,
  secretListVariable,
} from '@wharfinger/function-kit';
import * as z from 'zod';

export type Environment = KitEnvironment &
  ControlStoreEnvironment & {
    WHARFINGER_SITE: string;
    WHARFINGER_EVENT_SECRET: readonly Secret[];
    WHARFINGER_JWKS_URL: URL;
    WHARFINGER_ISSUER: string;
  };

export const environmentSchema: z.ZodType<Environment> = z
  .object({
    ...kitEnvironment,
    ...controlStoreEnvironment,
    WHARFINGER_SITE: siteSchema,
    WHARFINGER_EVENT_SECRET: secretListVariable,
    WHARFINGER_JWKS_URL: httpUrlVariable,
    WHARFINGER_ISSUER: z.string(),
  })
  .check(bothKeysOrNeither);

export type Config = {
  readonly kit: KitSettings;
  readonly controlStore: ControlStoreEnvironment;
  readonly site: string;
  readonly eventSecrets: readonly Secret[];
  readonly jwksUrl: URL;
  readonly issuer: string;
};

/** Reads the environment once; ends the process with every problem named when it isn't complete. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = loadEnvironment(environmentSchema, environment);
  return Object.freeze({
    kit: Object.freeze(kitSettingsFrom(read)),
    controlStore: read,
    site: read.WHARFINGER_SITE,
    eventSecrets: read.WHARFINGER_EVENT_SECRET,
    jwksUrl: read.WHARFINGER_JWKS_URL,
    issuer: read.WHARFINGER_ISSUER,
  });
}
