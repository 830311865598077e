import { bothKeysOrNeither, controlStoreEnvironment, type ControlStoreEnvironment } from '@wharfinger/control-store';
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
  secretVariable,
} from '@wharfinger/function-kit';
import { parseAccount } from '@wharfinger/token';
import * as z from 'zod';

import { ACCESS_KEY_PREFIX } from './access-key-text.ts';
import { parsePassword, PASSWORD_MAX_BYTES } from './parse-password.ts';
import { SOURCE_NAMES, type SourceName } from './source.ts';
import { type IssuerNetwork, parseNetwork } from './workload-issuer-address.ts';

const accountVariable = z.string().refine((text) => parseAccount(text).kind === 'ok', 'must be an account');

// What nobody may set by the API, such as one that begins like an access key, would let nobody in.
const firstPasswordVariable: z.ZodType<Secret, string> = secretVariable.refine(
  (secret) => parsePassword(secret.reveal()).kind === 'ok',
  `must be at most ${PASSWORD_MAX_BYTES} bytes, without control characters, and not begin with ${ACCESS_KEY_PREFIX}`,
);

const sourcesVariable: z.ZodType<readonly SourceName[], string> = listVariable
  .pipe(z.array(z.enum(SOURCE_NAMES, { error: `must be of ${SOURCE_NAMES.join(', ')}` })))
  .refine((names) => new Set(names).size === names.length, 'names a source twice')
  // It takes every sign-in for its own, so that behind it nobody is asked.
  .refine((names) => !names.slice(0, -1).includes('password'), 'must name password last');

const networksVariable: z.ZodType<readonly IssuerNetwork[], string> = listVariable.transform((texts, context) => {
  const networks = texts.map((text) => parseNetwork(text)).filter((network) => network !== undefined);
  if (networks.length < texts.length) {
    context.issues.push({ code: 'custom', message: 'must be networks such as 10.96.0.0/12', input: undefined });
  }
  return networks;
});

export type Environment = KitEnvironment &
  ControlStoreEnvironment & {
    WHARFINGER_CALLER_SECRET: readonly Secret[];
    WHARFINGER_JWKS_URL: URL;
    WHARFINGER_ISSUER: string;
    WHARFINGER_SOURCES: readonly SourceName[];
    WHARFINGER_FIRST_ADMIN_ACCOUNT: string;
    WHARFINGER_FIRST_ADMIN_PASSWORD?: Secret | undefined;
    WHARFINGER_IDENTITY_MAX_AGE_SECONDS: number;
    WHARFINGER_ISSUER_PRIVATE_NETWORKS: readonly IssuerNetwork[];
    WHARFINGER_ISSUER_CA_FILE?: string | undefined;
    WHARFINGER_HASH_CONCURRENCY: number;
    WHARFINGER_REFUSAL_FLOOR_MS: number;
  };

export const environmentSchema: z.ZodType<Environment> = z
  .object({
    ...kitEnvironment,
    ...controlStoreEnvironment,
    WHARFINGER_CALLER_SECRET: secretListVariable,
    WHARFINGER_JWKS_URL: httpUrlVariable,
    WHARFINGER_ISSUER: z.string(),
    WHARFINGER_SOURCES: sourcesVariable.default(SOURCE_NAMES),
    WHARFINGER_FIRST_ADMIN_ACCOUNT: accountVariable.default('admin'),
    WHARFINGER_FIRST_ADMIN_PASSWORD: firstPasswordVariable.optional(),
    // More than 5 would break what the whole system promises about a change of identity.
    WHARFINGER_IDENTITY_MAX_AGE_SECONDS: integerVariable({ min: 0, max: 5 }).default(5),
    // Nobody who writes a trust may choose it: what is allowed here can be reached from where the function runs.
    WHARFINGER_ISSUER_PRIVATE_NETWORKS: networksVariable.default([]),
    WHARFINGER_ISSUER_CA_FILE: z.string().optional(),
    // Each takes 19 MiB and one of the four threads that file and DNS look-ups need as well.
    WHARFINGER_HASH_CONCURRENCY: integerVariable({ min: 1, max: 64 }).default(2),
    // Longer than a check of any hash here takes, several at once, and short of a client's patience.
    WHARFINGER_REFUSAL_FLOOR_MS: integerVariable({ min: 100, max: 5000 }).default(200),
  })
  .check(bothKeysOrNeither);

export type Config = {
  readonly kit: KitSettings;
  readonly controlStore: ControlStoreEnvironment;
  readonly callerSecrets: readonly Secret[];
  readonly jwksUrl: URL;
  readonly issuer: string;
  /** In the order in which they are asked. */
  readonly sources: readonly SourceName[];
  readonly firstAdministrator: { readonly account: string; readonly password: Secret | undefined };
  readonly identityMaxAgeMs: number;
  /** How the issuers of workload tokens are asked for their keys. */
  readonly issuers: { readonly privateNetworks: readonly IssuerNetwork[]; readonly caFile: string | undefined };
  readonly hashConcurrency: number;
  readonly refusalFloorMs: number;
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
    sources: read.WHARFINGER_SOURCES,
    firstAdministrator: Object.freeze({
      account: read.WHARFINGER_FIRST_ADMIN_ACCOUNT,
      password: read.WHARFINGER_FIRST_ADMIN_PASSWORD,
    }),
    identityMaxAgeMs: read.WHARFINGER_IDENTITY_MAX_AGE_SECONDS * 1000,
    issuers: Object.freeze({
      privateNetworks: read.WHARFINGER_ISSUER_PRIVATE_NETWORKS,
      caFile: read.WHARFINGER_ISSUER_CA_FILE,
    }),
    hashConcurrency: read.WHARFINGER_HASH_CONCURRENCY,
    refusalFloorMs: read.WHARFINGER_REFUSAL_FLOOR_MS,
  });
}
