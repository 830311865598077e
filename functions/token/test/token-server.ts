import { once } from 'node:events';

import { createFixedClock, type FixedClock, createSequentialIds, createTestKeys } from '@wharfinger/fakes';
import { createFunctionServer, createLogger, Secret } from '@wharfinger/function-kit';
import type {
  AuthenticateAnswer,
  AuthenticateQuestion,
  AuthorizeQuestion,
  Labels,
  Resumption,
} from '@wharfinger/native-api';
import {
  createTokenVerifier,
  publicJwks,
  type SigningKey,
  type TokenClaims,
  type TokenVerifier,
} from '@wharfinger/token';
import * as z from 'zod';

import { type Config, DOCKER_LOGIN_READERS } from '../src/config.ts';
import type { ScopeDecision } from '../src/decide-access.ts';
import { createTokenFunction } from '../src/handler.ts';
import type { SigningKeys } from '../src/ports.ts';
import type { TokenDecision } from '../src/token-decision.ts';
import type { UpstreamError } from '../src/upstream-error.ts';

export const SERVICE = 'registry.test';
export const PASSWORD = 'correct horse';
export const ALICE: string = `Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`;
export const EVERY_ACTION: readonly string[] = ['delete', 'pull', 'push'];
export const LABELS: Labels = { groups: ['developers'] };

export const ISSUER = 'wharfinger.example';
const { ES256, RS256 } = createTestKeys();
const STARTED_AT = '2026-11-22T16:23:38.750Z';

export const PUBLISHED_KEYS: readonly SigningKey[] = [ES256, RS256];

/** Whoever signs in from here asks too often. */
export const FLOODING_ADDRESS = '192.0.2.66';

/** What stands behind the token function; a test changes it, `reset` brings it back. */
type Upstream = {
  keys: SigningKeys;
  authorize: (question: AuthorizeQuestion) => readonly ScopeDecision[];
  authnFault: UpstreamError | undefined;
  authenticate: (question: AuthenticateQuestion) => AuthenticateAnswer;
  /** An account for every question to authn, the whole question for one to authz. */
  asked: (string | AuthorizeQuestion)[];
  /** The questions to authn that were about a credential. */
  resumed: Resumption[];
};

export type TokenServer = {
  upstream: Upstream;
  clock: FixedClock;
  /** Every decision so far. */
  decisions: TokenDecision[];
  logLines: string[];
  origin: string;
  reset: () => void;
  close: () => Promise<void>;
};

export type TokenAnswer = {
  token: string;
  access_token: string;
  expires_in: number;
  issued_at: string;
  scope?: string | undefined;
  refresh_token?: string | undefined;
};

const tokenAnswer: z.ZodType<TokenAnswer> = z.strictObject({
  token: z.string(),
  access_token: z.string(),
  expires_in: z.number(),
  issued_at: z.string(),
  scope: z.string().optional(),
  refresh_token: z.string().optional(),
});

/** Alice may do everything; anonymous may pull. */
function grantAll(question: AuthorizeQuestion): ScopeDecision[] {
  const allowed = question.account === 'alice' ? EVERY_ACTION : ['pull'];
  return question.scopes.map(({ actions, ...resource }) => ({
    ...resource,
    granted: actions.includes('*') && resource.type === 'repository' ? allowed : actions,
  }));
}

/** What authn says of Alice when nothing is special about her. */
export const AUTHENTICATED: Extract<AuthenticateAnswer, { kind: 'authenticated' }> = {
  kind: 'authenticated',
  account: 'alice',
  labels: LABELS,
  restrictions: null,
  credential: { kind: 'password', id: '', version: 'v1' },
  session: { notAfter: null },
  maxAgeMs: 5000,
};

/** Alice signs in with her password alone, and not too often. */
function knowAlice(question: AuthenticateQuestion): AuthenticateAnswer {
  if (question.address === FLOODING_ADDRESS) return { kind: 'throttled', retryAfterSeconds: 17.2 };
  if ('credential' in question) {
    return question.credential.version === AUTHENTICATED.credential.version
      ? AUTHENTICATED
      : { kind: 'refused', why: 'password-changed', account: question.account };
  }
  if (question.account !== 'alice') return { kind: 'refused', why: 'unknown account', account: null };
  if (question.password === PASSWORD) return AUTHENTICATED;
  return { kind: 'refused', why: 'wrong password', account: 'alice' };
}

const untouched = (): Upstream => ({
  keys: { kind: 'ready', active: ES256, all: PUBLISHED_KEYS },
  authorize: grantAll,
  authnFault: undefined,
  authenticate: knowAlice,
  asked: [],
  resumed: [],
});

const REFRESH_SECRET = new Secret('the refresh secret of these tests');

/** Refresh tokens that last for a day. */
export const REFRESH: NonNullable<Config['token']['refresh']> = {
  signingSecret: REFRESH_SECRET,
  secrets: [REFRESH_SECRET, new Secret('the one that came before this secret')],
  ttlSeconds: 86_400,
  isRotating: false,
  sharingClients: DOCKER_LOGIN_READERS,
};

const CONFIG: Config['token'] = {
  issuer: ISSUER,
  services: [SERVICE, 'wharfinger'],
  ttlSeconds: 300,
  maxScopes: 50,
  maxScopesBytes: 16_384,
  refresh: REFRESH,
};

/** UUIDs that a test can foretell. */
function createSequentialUuids(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  };
}

/** The whole function behind the framework's test server, over an `Upstream`. */
export async function startTokenServer(change: Partial<Config['token']> = {}): Promise<TokenServer> {
  const upstream = untouched();
  const clock = createFixedClock(STARTED_AT);
  const decisions: TokenDecision[] = [];
  const logLines: string[] = [];
  const definition = createTokenFunction(
    { ...CONFIG, ...change },
    {
      now: clock.now,
      budgetMs: 10_000,
      elapsedMs: () => clock.now().getTime(),
      newId: createSequentialUuids(),
      signingKeys: async () => upstream.keys,
      authenticate: async (question) => {
        upstream.asked.push(question.account);
        if ('credential' in question) upstream.resumed.push(question);
        if (upstream.authnFault !== undefined) throw upstream.authnFault;
        return upstream.authenticate(question);
      },
      record: (decision) => void decisions.push(decision),
      authorize: async (question) => {
        upstream.asked.push(question);
        const answers = upstream.authorize(question).map(({ type, class: resourceClass, name, granted }) => ({
          type,
          class: resourceClass,
          name,
          granted,
          requested: [],
          rule: null,
          reason: 'of the test',
        }));
        return { decisions: answers, maxAgeMs: 5000 };
      },
    },
  );
  const logger = createLogger({ logLevel: 'trace', destination: { write: (line) => logLines.push(line) } });
  const options = { logger, trustedProxyHops: 1, newId: createSequentialIds('request') };
  const server = createFunctionServer(definition, options).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    upstream,
    clock,
    decisions,
    logLines,
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    reset: () => {
      Object.assign(upstream, untouched());
      clock.set(STARTED_AT);
      decisions.length = 0;
      logLines.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Parses the answer, strictly. */
export async function readTokenAnswer(response: Response): Promise<TokenAnswer> {
  return tokenAnswer.parse(await response.json());
}

/** Verifies an access token as its audience does. */
export function createVerifier(audience: string = SERVICE): TokenVerifier {
  const jwks = { kind: 'local', keys: publicJwks(PUBLISHED_KEYS) } as const;
  return createTokenVerifier({ jwks, issuer: ISSUER, audience, now: createFixedClock(STARTED_AT).now });
}

/** Verifies the token of an answer as its audience would. */
export async function readClaims(response: Response, audience?: string): Promise<TokenClaims> {
  const { token } = await readTokenAnswer(response);
  const verified = await createVerifier(audience)(token);
  if (verified.kind !== 'valid') throw new Error(`The token is ${verified.kind}: ${verified.reason}`);
  return verified.claims;
}
