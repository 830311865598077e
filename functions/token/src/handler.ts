import type { FunctionDefinition, FunctionRequest, Handler, Route } from '@wharfinger/function-kit';
import { formatScope } from '@wharfinger/token';

import type { Config } from './config.ts';
import { IMPOSSIBLE_SIGN_IN } from './impossible-sign-in.ts';
import { issueToken, type TokenDeps } from './issue-token.ts';
import { createJwksHandler } from './jwks-handler.ts';
import { parseTokenRequest } from './parse-token-request.ts';
import { toFaultResponse, toRefusalResponse, toResponse } from './to-response.ts';
import type { TokenDecision } from './token-decision.ts';
import { UNAVAILABLE } from './token-outcome.ts';
import { UpstreamError } from './upstream-error.ts';
import { withinBudget } from './http-budget.ts';

export type TokenFunctionDeps = TokenDeps & {
  /** How long all that is asked for one request may take. */
  readonly budgetMs: number;
  /** Told of everything that was decided, and waited for by nobody. */
  readonly record?: (decision: TokenDecision, request: FunctionRequest) => void;
};

// A form is at worst percent-encoded, three bytes for one; the rest is for the credentials.
const FORM_BYTES_PER_SCOPE_BYTE = 3;
const FORM_MAX_BYTES_BESIDES_SCOPES = 32_768;
const TOKEN_PATHS = ['/auth/token', '/auth', '/token'];

/** The token endpoint and the key set, over the ports. */
export function createTokenFunction(config: Config['token'], deps: TokenFunctionDeps): FunctionDefinition {
  const handler = createTokenHandler(config, deps);
  const maxBodyBytes = FORM_MAX_BYTES_BESIDES_SCOPES + FORM_BYTES_PER_SCOPE_BYTE * config.maxScopesBytes;
  const tokenRoutes = TOKEN_PATHS.flatMap((path): Route[] => [
    { method: 'GET', path, handler },
    { method: 'POST', path, handler, maxBodyBytes },
  ]);
  return {
    name: 'token',
    routes: [
      ...tokenRoutes,
      { method: 'GET', path: '/.well-known/jwks.json', handler: createJwksHandler(deps.signingKeys) },
    ],
    readiness: async () => {
      const keys = await deps.signingKeys();
      return keys.kind === 'ready'
        ? { kind: 'ready', notices: keys.notices }
        : { kind: 'not-ready', missing: [keys.reason] };
    },
    toErrorResponse: (error) => (error instanceof UpstreamError ? toResponse(UNAVAILABLE) : toFaultResponse()),
    toRefusalResponse,
  };
}

function createTokenHandler(config: Config['token'], deps: TokenFunctionDeps): Handler {
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
    const decide = (decision: TokenDecision): void => {
      logDecision(decision, request);
      deps.record?.(decision, request);
    };
    if (parsed.kind !== 'ok') {
      if (parsed.kind === 'unauthenticated' && showsCredentials(request)) decide(IMPOSSIBLE_SIGN_IN);
      return toResponse(parsed);
    }
    const { outcome, decision } = await withinBudget(deps.budgetMs, request.signal, (signal) =>
      issueToken(parsed.value, { ...request, signal }, config, deps),
    );
    if (decision !== null) decide(decision);
    return toResponse(outcome);
  };
}

/** A form always does; a `GET` without only asks how to sign in. */
function showsCredentials({ method, headers }: FunctionRequest): boolean {
  return method === 'POST' || (headers['authorization'] ?? '') !== '';
}

function logDecision(decision: TokenDecision, { log }: FunctionRequest): void {
  const { kind, account, clientId, granted, requested, service, session, tokenId, why } = decision;
  const about = { account, service, clientId, session, requested: requested.map(formatScope) };
  if (kind === 'issued') {
    log.info({ ...about, jti: tokenId, granted: granted.map(formatScope) }, 'token issued');
  } else {
    log.info({ ...about, why: kind === 'throttled' ? kind : why }, 'token refused');
  }
}
