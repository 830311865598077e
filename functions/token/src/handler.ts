import type { FunctionDefinition, FunctionRequest, FunctionResponse, Handler, Route } from '@wharfinger/function-kit';
import { json } from '@wharfinger/function-kit';
import type { AuthenticateAnswer, Labels } from '@wharfinger/native-api';
import { type AccessEntry, buildClaims, formatScope, publicJwks, signToken } from '@wharfinger/token';

import type { Config } from './config.ts';
import { decideAccess } from './decide-access.ts';
import { parseTokenRequest, type TokenRequest } from './parse-token-request.ts';
import type { Authenticate, Authorize, SigningKeys } from './ports.ts';
import { WRONG_CREDENTIALS } from './request-credentials.ts';
import { type TokenOutcome, toResponse, UNAVAILABLE } from './to-response.ts';
import { UpstreamError } from './upstream-error.ts';

export type TokenDeps = {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly authenticate: Authenticate;
  readonly authorize: Authorize;
  readonly signingKeys: () => Promise<SigningKeys>;
};

type Identity = {
  kind: 'authenticated';
  /** `null` is anonymous. */
  account: string | null;
  labels: Labels;
  restrictions: readonly string[] | null;
};

const FORM_MAX_BYTES = 32_768;
const JWKS_MAX_AGE_SECONDS = 300;
const TOKEN_PATHS = ['/auth/token', '/auth', '/token'];

/** The token endpoint and the key set, over the ports. */
export function createTokenFunction(config: Config['token'], deps: TokenDeps): FunctionDefinition {
  const handler = createTokenHandler(config, deps);
  const tokenRoutes = TOKEN_PATHS.flatMap((path): Route[] => [
    { method: 'GET', path, handler },
    { method: 'POST', path, handler, maxBodyBytes: FORM_MAX_BYTES },
  ]);
  return {
    name: 'token',
    routes: [...tokenRoutes, { method: 'GET', path: '/.well-known/jwks.json', handler: () => serveJwks(deps) }],
    readiness: async () => {
      const keys = await deps.signingKeys();
      return keys.kind === 'ready' ? { kind: 'ready' } : { kind: 'not-ready', missing: [keys.reason] };
    },
    toErrorResponse: (error) => (error instanceof UpstreamError ? toResponse(UNAVAILABLE) : undefined),
  };
}

function createTokenHandler(config: Config['token'], deps: TokenDeps): Handler {
  return async (request) => {
    const parsed = parseTokenRequest(
      {
        method: request.method,
        query: request.query,
        authorization: request.headers['authorization'],
        contentType: request.headers['content-type'],
        body: request.body,
      },
      config,
    );
    return toResponse(parsed.kind === 'ok' ? await issueToken(parsed.value, request, config, deps) : parsed);
  };
}

async function issueToken(
  wanted: TokenRequest,
  request: FunctionRequest,
  config: Config['token'],
  deps: TokenDeps,
): Promise<TokenOutcome> {
  const keys = await deps.signingKeys();
  if (keys.kind === 'missing') {
    request.log.error({ reason: keys.reason }, 'no signing key');
    return UNAVAILABLE;
  }
  const identity = await identify(wanted, request, deps);
  if (identity.kind === 'refused') return { kind: 'unauthenticated', reason: WRONG_CREDENTIALS };
  if (identity.kind === 'throttled') return { kind: 'throttled', retryAfterSeconds: identity.retryAfterSeconds };
  const access = await authorizedAccess(wanted, identity, request, deps);
  const nowSeconds = Math.floor(deps.now().getTime() / 1000);
  const tokenId = deps.newId();
  const claims = buildClaims({
    issuer: config.issuer,
    account: identity.account,
    service: wanted.service,
    nowSeconds,
    ttlSeconds: config.ttlSeconds,
    tokenId,
    access,
  });
  const token = await signToken(claims, keys.active);
  request.log.info(
    {
      account: identity.account,
      service: wanted.service,
      jti: tokenId,
      requested: wanted.scopes.map(formatScope),
      granted: access.map(formatScope),
    },
    'token issued',
  );
  return { kind: 'issued', token, issuedAtSeconds: nowSeconds, expiresInSeconds: config.ttlSeconds };
}

/** Nobody is asked about an anonymous request; nothing is a refusal. */
async function identify(
  { credentials }: TokenRequest,
  request: FunctionRequest,
  deps: TokenDeps,
): Promise<Identity | Exclude<AuthenticateAnswer, { kind: 'authenticated' }>> {
  if (credentials === null) return { kind: 'authenticated', account: null, labels: {}, restrictions: null };
  return deps.authenticate({ ...credentials, address: request.clientAddress ?? null }, request);
}

async function authorizedAccess(
  wanted: TokenRequest,
  identity: Identity,
  request: FunctionRequest,
  deps: TokenDeps,
): Promise<AccessEntry[]> {
  if (wanted.scopes.length === 0) return [];
  const question = {
    account: identity.account,
    labels: identity.labels,
    address: request.clientAddress ?? null,
    service: wanted.service,
    scopes: wanted.scopes,
    restrictions: identity.restrictions,
  };
  const { decisions } = await deps.authorize(question, request);
  const decided = decideAccess(wanted.scopes, decisions);
  if (decided.kind === 'fault') throw new UpstreamError('ERR_UPSTREAM_ANSWER', decided.reason);
  return decided.access;
}

async function serveJwks(deps: TokenDeps): Promise<FunctionResponse> {
  const keys = await deps.signingKeys();
  if (keys.kind === 'missing') return toResponse(UNAVAILABLE);
  return json(200, publicJwks(keys.all), { 'cache-control': `public, max-age=${JWKS_MAX_AGE_SECONDS}` });
}
