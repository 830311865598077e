import { bothKeysOrNeither, controlStoreEnvironment, type ControlStoreEnvironment } from '@wharfinger/control-store';
import {
  integerVariable,
  kitEnvironment,
  type KitEnvironment,
  type KitSettings,
  kitSettingsFrom,
  listVariable,
  loadEnvironment,
  type Secret,
  secretListVariable,
} from '@wharfinger/function-kit';
import * as z from 'zod';

/** The environment, parsed. */
export type Environment = KitEnvironment &
  ControlStoreEnvironment & {
    WHARFINGER_CALLER_SECRET: readonly Secret[];
    WHARFINGER_POLICY_MAX_AGE_SECONDS: number;
    WHARFINGER_SERVICES?: readonly string[] | undefined;
  };

/** Every variable that the function reads. */
export const environmentSchema: z.ZodType<Environment> = z
  .object({
    ...kitEnvironment,
    ...controlStoreEnvironment,
    WHARFINGER_CALLER_SECRET: secretListVariable,
    // More than 5 would break what the whole system promises about a change of policy.
    WHARFINGER_POLICY_MAX_AGE_SECONDS: integerVariable({ min: 0, max: 5 }).default(5),
    WHARFINGER_SERVICES: listVariable.optional(),
  })
  .check(bothKeysOrNeither);

/** What the function is told by its environment. */
export type Config = {
  readonly kit: KitSettings;
  readonly controlStore: Readonly<ControlStoreEnvironment>;
  readonly callerSecrets: readonly Secret[];
  /** How long a policy may be used before the store is asked for a newer one. */
  readonly policyMaxAgeMs: number;
  /** Services that docker_auth may make tokens for; `null`: any. */
  readonly services: ReadonlySet<string> | null;
};

/** Reads the environment once; ends the process with every problem named when it isn't complete. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = loadEnvironment(environmentSchema, environment);
  return Object.freeze({
    kit: Object.freeze(kitSettingsFrom(read)),
    controlStore: read,
    callerSecrets: read.WHARFINGER_CALLER_SECRET,
    policyMaxAgeMs: read.WHARFINGER_POLICY_MAX_AGE_SECONDS * 1000,
    services: read.WHARFINGER_SERVICES === undefined ? null : new Set(read.WHARFINGER_SERVICES),
  });
}
