import type { FunctionRequest } from '@wharfinger/function-kit';
import { buildClaims, formatScope, signToken } from '@wharfinger/token';

import type { Config } from './config.ts';
import { type GivenRefreshToken, giveRefreshToken } from './give-refresh-token.ts';
import type { Identification, Identity } from './identify.ts';
import { type JudgeDeps, judgeRequest } from './judge-request.ts';
import type { TokenRequest } from './parse-token-request.ts';
import type { SigningKeys } from './ports.ts';
import { WRONG_CREDENTIALS } from './request-credentials.ts';
import type { TokenDecision } from './token-decision.ts';
import { type TokenOutcome, UNAVAILABLE } from './token-outcome.ts';

export type TokenDeps = JudgeDeps & {
  /** Random UUIDs. */
  readonly newId: () => string;
  readonly signingKeys: () => Promise<SigningKeys>;
};

export type IssuedToken = {
  outcome: TokenOutcome;
  /** `null` when nothing was decided. */
  decision: TokenDecision | null;
};

const NO_REFRESH: TokenOutcome = {
  kind: 'unsupported-grant',
  reason: 'This server issues no refresh tokens: sign in with account and password.',
};
const REFUSED_REFRESH = 'The refresh token is not good, or not any more: log in again.';

/** Signs a token with what of the request is granted. @throws {UpstreamError} when nobody could say */
export async function issueToken(
  wanted: TokenRequest,
  request: FunctionRequest,
  config: Config['token'],
  deps: TokenDeps,
): Promise<IssuedToken> {
  const keys = await deps.signingKeys();
  if (keys.kind === 'missing') {
    request.log.error({ reason: keys.reason }, 'no signing key');
    return { outcome: UNAVAILABLE, decision: null };
  }
  const judged = await judgeRequest(wanted, request, config, deps);
  if (judged.kind !== 'judged') return turnedAway(judged, wanted);
  const { identity, access, decisions } = judged;
  judged.assertFresh();
  const nowSeconds = Math.floor(deps.now().getTime() / 1000);
  // NOTE: last of all: a refresh token that is used up while something else fails would end the session.
  const refresh = await giveRefreshToken(identity, wanted, { request, config, deps, nowSeconds });
  if (refresh.kind === 'refused' || refresh.kind === 'throttled') return turnedAway(refresh, wanted);
  judged.assertFresh();
  const tokenId = deps.newId();
  const { account, labels, restrictions, credential } = identity;
  const { issuer, ttlSeconds } = config;
  const { service } = wanted;
  const claims = buildClaims({ issuer, account, service, nowSeconds, ttlSeconds, tokenId, access });
  return {
    outcome: {
      kind: 'issued',
      token: await signToken(claims, keys.active),
      issuedAtSeconds: nowSeconds,
      expiresInSeconds: ttlSeconds,
      scope: wanted.isForm ? access.map(formatScope).join(' ') : undefined,
      refreshToken: refresh.kind === 'given' ? refresh.text : undefined,
    },
    decision: {
      ...undecided(wanted),
      kind: 'issued',
      tokenId,
      account,
      credential,
      session: sessionOf(identity, refresh),
      caller: { labels, restrictions },
      granted: access,
      decisions,
    },
  };
}

function turnedAway(identity: Exclude<Identification, Identity>, wanted: TokenRequest): IssuedToken {
  if (identity.kind === 'no-refresh') return { outcome: NO_REFRESH, decision: null };
  if (identity.kind === 'throttled') {
    return { outcome: identity, decision: { ...undecided(wanted), kind: 'throttled' } };
  }
  const reason = wanted.grant.kind === 'refresh' ? REFUSED_REFRESH : WRONG_CREDENTIALS;
  const { account, refreshed, why } = identity;
  const { credential = null, session = null } = refreshed ?? {};
  return {
    outcome: { kind: 'unauthenticated', reason },
    decision: { ...undecided(wanted), kind: 'refused', account, why, credential, session },
  };
}

/** What is known of a request before anybody was asked. */
function undecided({ service, clientId, scopes }: TokenRequest): Omit<TokenDecision, 'kind'> {
  const nothing = { tokenId: null, account: null, why: null, credential: null, session: null, caller: null };
  return { ...nothing, service, clientId, requested: scopes, granted: [], decisions: [] };
}

function sessionOf({ refreshed }: Identity, refresh: GivenRefreshToken): string | null {
  return refreshed?.token.session ?? (refresh.kind === 'given' ? refresh.session : null);
}
