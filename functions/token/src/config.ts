import {
  completeWithSink,
  type EventConfig,
  eventConfigFrom,
  eventEnvironment,
  type EventEnvironment,
} from '@wharfinger/event-delivery';
import {
  booleanVariable,
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
import { MAX_SCOPES } from '@wharfinger/native-api';
import * as z from 'zod';

// The characters that Distribution's own `service` and `issuer` values use; both end up in claims and log lines.
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._:/-]{0,253}[A-Za-z0-9])?$/;
const nameVariable = z.string().regex(NAME, 'must be letters, digits and . _ : / - between them, at most 255');

// A sign-in asks who it is and what is granted. What is asked besides, or again, has to do with the time of the two.
const BUDGET_QUESTIONS = 2;

// HS256 wants a key as long as its hash (RFC 7518, section 3.2).
const REFRESH_SECRET_MIN_LENGTH = 32;
/** Docker hands one stored login to its daemon, its builder and containerd, and the others read Docker's file. */
export const DOCKER_LOGIN_READERS: readonly string[] = [
  'docker',
  'containerd-client',
  'buildkit-client',
  'containers/image',
  'go-containerregistry',
  'oras-go',
  'regclient/*',
];

export type Environment = KitEnvironment &
  EventEnvironment & {
    WHARFINGER_ISSUER: string;
    WHARFINGER_SERVICES: readonly string[];
    WHARFINGER_TOKEN_TTL_SECONDS: number;
    WHARFINGER_KEYS_DIR: string;
    WHARFINGER_AUTHN_URL: URL;
    WHARFINGER_AUTHZ_URL: URL;
    WHARFINGER_CALLER_SECRET: readonly Secret[];
    WHARFINGER_UPSTREAM_TIMEOUT_MS: number;
    WHARFINGER_REMEMBER_MS: number;
    WHARFINGER_MAX_SCOPES: number;
    WHARFINGER_MAX_SCOPES_BYTES: number;
    WHARFINGER_REFRESH_SECRET?: readonly Secret[] | undefined;
    WHARFINGER_REFRESH_TTL_SECONDS: number;
    WHARFINGER_REFRESH_ROTATION: boolean;
    WHARFINGER_REFRESH_CLIENTS: readonly string[];
  };

export const environmentSchema: z.ZodType<Environment> = z
  .object({
    ...kitEnvironment,
    WHARFINGER_ISSUER: nameVariable,
    WHARFINGER_SERVICES: listVariable.pipe(z.array(nameVariable)),
    // Clients take a shorter life for 60 s and longer ones outlive a change of policy for too long.
    WHARFINGER_TOKEN_TTL_SECONDS: integerVariable({ min: 60, max: 3600 }).default(300),
    WHARFINGER_KEYS_DIR: z.string(),
    WHARFINGER_AUTHN_URL: httpUrlVariable,
    WHARFINGER_AUTHZ_URL: httpUrlVariable,
    WHARFINGER_CALLER_SECRET: secretListVariable,
    WHARFINGER_UPSTREAM_TIMEOUT_MS: integerVariable({ min: 100, max: 120_000 }).default(5000),
    // A change of identity or policy is in force within five seconds, whatever the two answer.
    WHARFINGER_REMEMBER_MS: integerVariable({ min: 0, max: 5000 }).default(5000),
    WHARFINGER_MAX_SCOPES: integerVariable({ min: 1, max: MAX_SCOPES }).default(50),
    WHARFINGER_MAX_SCOPES_BYTES: integerVariable({ min: 256, max: 65_536 }).default(16_384),
    WHARFINGER_REFRESH_SECRET: secretListVariable
      .refine(
        (secrets) => secrets.every((secret) => secret.reveal().length >= REFRESH_SECRET_MIN_LENGTH),
        `must have at least ${REFRESH_SECRET_MIN_LENGTH} characters in every secret`,
      )
      .optional(),
    WHARFINGER_REFRESH_TTL_SECONDS: integerVariable({ min: 300, max: 31_536_000 }).default(2_592_000),
    WHARFINGER_REFRESH_ROTATION: booleanVariable.default(false),
    WHARFINGER_REFRESH_CLIENTS: listVariable.default([...DOCKER_LOGIN_READERS]),
    ...eventEnvironment,
  })
  .check(completeWithSink);

export type RefreshConfig = {
  readonly signingSecret: Secret;
  /** All that verify, the signing one among them. */
  readonly secrets: readonly Secret[];
  readonly ttlSeconds: number;
  /** Whether every use of a refresh token takes it away and gives the next. */
  readonly isRotating: boolean;
  /** Clients that read one another's stored login; one that ends with `*` stands for all that begin so. */
  readonly sharingClients: readonly string[];
};

export type Config = {
  readonly kit: KitSettings;
  readonly token: {
    readonly issuer: string;
    readonly services: readonly string[];
    readonly ttlSeconds: number;
    readonly maxScopes: number;
    readonly maxScopesBytes: number;
    /** `null`: there are no refresh tokens. */
    readonly refresh: RefreshConfig | null;
  };
  readonly keysDirectory: string;
  /** `null`: nobody is told of decisions. */
  readonly events: EventConfig | null;
  readonly upstream: {
    readonly authnUrl: URL;
    readonly authzUrl: URL;
    readonly callerSecret: Secret;
    /** Of one question. */
    readonly timeoutMs: number;
    /** Of all that are asked for one request. */
    readonly budgetMs: number;
    readonly rememberMs: number;
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
      maxScopesBytes: read.WHARFINGER_MAX_SCOPES_BYTES,
      refresh: refreshConfig(read),
    }),
    keysDirectory: read.WHARFINGER_KEYS_DIR,
    events: eventConfigFrom(read),
    upstream: Object.freeze({
      authnUrl: read.WHARFINGER_AUTHN_URL,
      authzUrl: read.WHARFINGER_AUTHZ_URL,
      callerSecret,
      timeoutMs: read.WHARFINGER_UPSTREAM_TIMEOUT_MS,
      budgetMs: BUDGET_QUESTIONS * read.WHARFINGER_UPSTREAM_TIMEOUT_MS,
      rememberMs: read.WHARFINGER_REMEMBER_MS,
    }),
  });
}

function refreshConfig(read: Environment): RefreshConfig | null {
  const secrets = read.WHARFINGER_REFRESH_SECRET ?? [];
  const [signingSecret] = secrets;
  if (signingSecret === undefined) return null;
  return Object.freeze({
    signingSecret,
    secrets,
    ttlSeconds: read.WHARFINGER_REFRESH_TTL_SECONDS,
    isRotating: read.WHARFINGER_REFRESH_ROTATION,
    sharingClients: read.WHARFINGER_REFRESH_CLIENTS,
  });
}
