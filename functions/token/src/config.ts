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

// The characters that Distribution's own `service` and `issuer` values use; both end up in claims and log lines.
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._:/-]{0,253}[A-Za-z0-9])?$/;
const nameVariable = z.string().regex(NAME, 'must be letters, digits and . _ : / - between them, at most 255');

export type Environment = KitEnvironment & {
  WHARFINGER_ISSUER: string;
  WHARFINGER_SERVICES: readonly string[];
  WHARFINGER_TOKEN_TTL_SECONDS: number;
  WHARFINGER_KEYS_DIR: string;
  WHARFINGER_AUTHN_URL: URL;
  WHARFINGER_AUTHZ_URL: URL;
  WHARFINGER_CALLER_SECRET: readonly Secret[];
  WHARFINGER_UPSTREAM_TIMEOUT_MS: number;
  WHARFINGER_MAX_SCOPES: number;
};

export const environmentSchema: z.ZodType<Environment> = z.object({
  ...kitEnvironment,
  WHARFINGER_ISSUER: nameVariable,
  WHARFINGER_SERVICES: listVariable.pipe(z.array(nameVariable)),
  // Clients take a shorter life for 60 s and longer ones outlive a change of policy for too long.
  WHARFINGER_TOKEN_TTL_SECONDS: integerVariable({ min: 60, max: 3600 }).default(300),
  WHARFINGER_KEYS_DIR: z.string(),
  WHARFINGER_AUTHN_URL: httpUrlVariable,
  WHARFINGER_AUTHZ_URL: httpUrlVariable,
  WHARFINGER_CALLER_SECRET: secretListVariable,
  WHARFINGER_UPSTREAM_TIMEOUT_MS: integerVariable({ min: 100, max: 120_000 }).default(10_000),
  // authz takes no more than 100 in one question.
  WHARFINGER_MAX_SCOPES: integerVariable({ min: 1, max: 100 }).default(50),
});

export type Config = {
  readonly kit: KitSettings;
  readonly token: {
    readonly issuer: string;
    readonly services: readonly string[];
    readonly ttlSeconds: number;
    readonly maxScopes: number;
  };
  readonly keysDirectory: string;
  readonly upstream: {
    readonly authnUrl: URL;
    readonly authzUrl: URL;
    readonly callerSecret: Secret;
    readonly timeoutMs: number;
  };
};

/** Reads the environment once; ends the process with every problem named when it isn't complete. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = loadEnvironment(environmentSchema, environment);
  const [callerSecret] = read.WHARFINGER_CALLER_SECRET;
  if (callerSecret === undefined) throw new RangeError('WHARFINGER_CALLER_SECRET is empty.');
  return Object.freeze({
    kit: Object.freeze(kitSettingsFrom(read)),
    token: Object.freeze({
      issuer: read.WHARFINGER_ISSUER,
      services: read.WHARFINGER_SERVICES,
      ttlSeconds: read.WHARFINGER_TOKEN_TTL_SECONDS,
      maxScopes: read.WHARFINGER_MAX_SCOPES,
    }),
    keysDirectory: read.WHARFINGER_KEYS_DIR,
    upstream: Object.freeze({
      authnUrl: read.WHARFINGER_AUTHN_URL,
      authzUrl: read.WHARFINGER_AUTHZ_URL,
      callerSecret,
      timeoutMs: read.WHARFINGER_UPSTREAM_TIMEOUT_MS,
    }),
  });
}
