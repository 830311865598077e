import { once } from 'node:events';

import { getTestServer } from '@google-cloud/functions-framework/testing';
import { createFixedClock, createSequentialIds, createTestKeys } from '@wharfinger/fakes';
import { createLogger, registerFunction } from '@wharfinger/function-kit';
import type { AuthenticateAnswer, AuthenticateQuestion, AuthorizeQuestion, Labels } from '@wharfinger/native-api';
import { createTokenVerifier, publicJwks, type SigningKey, type TokenClaims } from '@wharfinger/token';
import * as z from 'zod';

import type { ScopeDecision } from '../src/decide-access.ts';
import { createTokenFunction } from '../src/handler.ts';
import type { SigningKeys } from '../src/ports.ts';
import type { UpstreamError } from '../src/upstream-error.ts';

export const SERVICE = 'registry.test';
export const PASSWORD = 'correct horse';
export const ALICE: string = `Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`;
export const EVERY_ACTION: readonly string[] = ['delete', 'pull', 'push'];
export const LABELS: Labels = { groups: ['developers'] };

const ISSUER = 'wharfinger.example';
const { ES256, RS256 } = createTestKeys();
const { now } = createFixedClock('2026-11-22T16:23:38.750Z');

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
};

export type TokenServer = {
  upstream: Upstream;
  logLines: string[];
  origin: string;
  reset: () => void;
  close: () => Promise<void>;
};

export type TokenAnswer = { token: string; access_token: string; expires_in: number; issued_at: string };

const tokenAnswer: z.ZodType<TokenAnswer> = z.strictObject({
  token: z.string(),
  access_token: z.string(),
  expires_in: z.number(),
  issued_at: z.string(),
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
  if (question.account !== 'alice') return { kind: 'refused', why: 'unknown account', account: null };
  if ('password' in question && question.password === PASSWORD) return AUTHENTICATED;
  return { kind: 'refused', why: 'wrong password', account: 'alice' };
}

const untouched = (): Upstream => ({
  keys: { kind: 'ready', active: ES256, all: PUBLISHED_KEYS },
  authorize: grantAll,
  authnFault: undefined,
  authenticate: knowAlice,
  asked: [],
});

/** The whole function behind the framework's test server, over an `Upstream`. */
export async function startTokenServer(): Promise<TokenServer> {
  const upstream = untouched();
  const logLines: string[] = [];
  const definition = createTokenFunction(
    { issuer: ISSUER, services: [SERVICE, 'wharfinger'], ttlSeconds: 300, maxScopes: 50 },
    {
      now,
      newId: createSequentialIds('token'),
      signingKeys: async () => upstream.keys,
      authenticate: async (question) => {
        upstream.asked.push(question.account);
        if (upstream.authnFault !== undefined) throw upstream.authnFault;
        return upstream.authenticate(question);
      },
      authorize: async (question) => {
        upstream.asked.push(question);
        const decisions = upstream.authorize(question).map(({ type, class: resourceClass, name, granted }) => ({
          type,
          class: resourceClass,
          name,
          granted,
          requested: [],
          rule: null,
          reason: 'of the test',
        }));
        return { decisions, maxAgeMs: 5000 };
      },
    },
  );
  const logger = createLogger({ logLevel: 'trace', destination: { write: (line) => logLines.push(line) } });
  registerFunction(definition, { logger, trustedProxyHops: 1, newId: createSequentialIds('request') });
  const server = getTestServer('token').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    upstream,
    logLines,
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    reset: () => {
      Object.assign(upstream, untouched());
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

/** Verifies the token of an answer as its audience would. */
export async function readClaims(response: Response, audience: string = SERVICE): Promise<TokenClaims> {
  const { token } = await readTokenAnswer(response);
  const jwks = { kind: 'local', keys: publicJwks(PUBLISHED_KEYS) } as const;
  const verified = await createTokenVerifier({ jwks, issuer: ISSUER, audience, now })(token);
  if (verified.kind !== 'valid') throw new Error(`The token is ${verified.kind}: ${verified.reason}`);
  return verified.claims;
}
