import { bothKeysOrNeither, controlStoreEnvironment, type ControlStoreEnvironment } from '@wharfinger/control-store';
import {
  completeWithSink,
  type EventConfig,
  eventConfigFrom,
  eventEnvironment,
  type EventEnvironment,
} from '@wharfinger/event-delivery';
import {
  httpUrlVariable,
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
  ControlStoreEnvironment &
  EventEnvironment & {
    WHARFINGER_CALLER_SECRET: readonly Secret[];
    WHARFINGER_JWKS_URL: URL;
    WHARFINGER_ISSUER: string;
    WHARFINGER_POLICY_MAX_AGE_SECONDS: number;
    WHARFINGER_POLICY_MAX_STALE_SECONDS: number;
    WHARFINGER_SERVICES?: readonly string[] | undefined;
    WHARFINGER_AUDIT_URL?: URL | undefined;
  };

/** Every variable that the function reads. */
export const environmentSchema: z.ZodType<Environment> = z
  .object({
    ...kitEnvironment,
    ...controlStoreEnvironment,
    WHARFINGER_CALLER_SECRET: secretListVariable,
    WHARFINGER_JWKS_URL: httpUrlVariable,
    WHARFINGER_ISSUER: z.string(),
    // More than 5 would break what the whole system promises about a change of policy.
    WHARFINGER_POLICY_MAX_AGE_SECONDS: integerVariable({ min: 0, max: 5 }).default(5),
    WHARFINGER_POLICY_MAX_STALE_SECONDS: integerVariable({ min: 0, max: 86_400 }).default(300),
    WHARFINGER_SERVICES: listVariable.optional(),
    WHARFINGER_AUDIT_URL: httpUrlVariable.optional(),
    ...eventEnvironment,
  })
  .check(bothKeysOrNeither)
  .check(completeWithSink);

/** What the function is told by its environment. */
export type Config = {
  readonly kit: KitSettings;
  readonly controlStore: Readonly<ControlStoreEnvironment>;
  readonly callerSecrets: readonly Secret[];
  readonly jwksUrl: URL;
  readonly issuer: string;
  /** How long a policy may be used before the store is asked for a newer one. */
  readonly policyMaxAgeMs: number;
  /** How long the last good policy is used while the store gives no newer one, from when it was last known to be the newest. */
  readonly policyMaxStaleMs: number;
  /** Services that docker_auth may make tokens for; `null`: any. */
  readonly services: ReadonlySet<string> | null;
  /** Where the record of past decisions is; `null`: nowhere. */
  readonly auditUrl: URL | null;
  /** `null`: nobody is told of changes. */
  readonly events: EventConfig | null;
};

/** Reads the environment once; ends the process with every problem named when it isn't complete. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = loadEnvironment(environmentSchema, environment);
  return Object.freeze({
    kit: Object.freeze(kitSettingsFrom(read)),
    controlStore: read,
    callerSecrets: read.WHARFINGER_CALLER_SECRET,
    jwksUrl: read.WHARFINGER_JWKS_URL,
    issuer: read.WHARFINGER_ISSUER,
    policyMaxAgeMs: read.WHARFINGER_POLICY_MAX_AGE_SECONDS * 1000,
    policyMaxStaleMs: read.WHARFINGER_POLICY_MAX_STALE_SECONDS * 1000,
    services: read.WHARFINGER_SERVICES === undefined ? null : new Set(read.WHARFINGER_SERVICES),
    auditUrl: read.WHARFINGER_AUDIT_URL ?? null,
    events: eventConfigFrom(read),
  });
}
