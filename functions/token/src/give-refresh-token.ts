import type { FunctionRequest } from '@wharfinger/function-kit';

import type { Config, RefreshConfig } from './config.ts';
import type { Identification, Identity } from './identify.ts';
import type { TokenRequest } from './parse-token-request.ts';
import type { Authenticate } from './ports.ts';
import { type RefreshToken, signRefreshToken } from './refresh-token.ts';
import { successorId } from './successor-id.ts';

export type GivenRefreshToken =
  | { kind: 'given'; text: string; session: string }
  | { kind: 'none' }
  | Extract<Identification, { kind: 'refused' | 'throttled' }>;

export type RefreshDeps = {
  readonly newId: () => string;
  readonly authenticate: Authenticate;
};

// Clients keep it in files and key rings, and send it back in a form of limited size.
const MAX_LENGTH = 16_384;

type Context = { request: FunctionRequest; config: Config['token']; deps: RefreshDeps; nowSeconds: number };

/**
 * The refresh token that goes with an answer: a first one when it is asked for; when refreshing the same one, or with
 * rotation the next. Its end never moves.
 * @throws {UpstreamError} when nobody could say whether the used one may be exchanged
 */
export async function giveRefreshToken(
  identity: Identity,
  wanted: TokenRequest,
  context: Context,
): Promise<GivenRefreshToken> {
  const { refresh } = context.config;
  if (refresh === null) return { kind: 'none' };
  if (identity.refreshed === null) return firstOne(identity, wanted, { ...context, refresh });
  const { token, text } = identity.refreshed;
  // NOTE: a token that rotates is never good without its turn: switched off, rotation would else bring used ones back.
  if (refresh.isRotating || token.isRotating) return nextOne(identity.refreshed, { ...context, refresh });
  return wanted.isOffline ? { kind: 'given', text, session: token.session } : { kind: 'none' };
}

async function firstOne(
  { account, credential, session: allowed }: Identity,
  wanted: TokenRequest,
  context: Context & { refresh: RefreshConfig },
): Promise<GivenRefreshToken> {
  const { config, deps, nowSeconds, refresh } = context;
  if (!wanted.isOffline || account === null || credential === null || allowed === null) return { kind: 'none' };
  const latest = allowed.notAfter === null ? Infinity : Math.floor(Date.parse(allowed.notAfter) / 1000);
  const expiresAtSeconds = Math.min(nowSeconds + refresh.ttlSeconds, latest);
  if (expiresAtSeconds <= nowSeconds) return { kind: 'none' };
  const session = deps.newId();
  const token: RefreshToken = {
    // The first of a session is known by that: whoever keeps the identities begins one with no other.
    id: session,
    session,
    account,
    clientId: wanted.clientId,
    service: wanted.service,
    credential,
    isRotating: refresh.isRotating,
    issuedAtSeconds: nowSeconds,
    expiresAtSeconds,
  };
  return signed(token, config.issuer, refresh);
}

/**
 * Exchanges a refresh token for the next: whoever keeps the identities remembers which was used, and soon refuses it. Until
 * then the same exchange gives a next one of the same id.
 */
async function nextOne(
  { token, secret }: NonNullable<Identity['refreshed']>,
  context: Context & { refresh: RefreshConfig },
): Promise<GivenRefreshToken> {
  const { config, deps, nowSeconds, refresh, request } = context;
  const { account, credential, session } = token;
  const next: RefreshToken = {
    ...token,
    id: successorId(token.id, secret),
    isRotating: true,
    issuedAtSeconds: nowSeconds,
  };
  const notAfter = new Date(token.expiresAtSeconds * 1000).toISOString();
  const answer = await deps.authenticate(
    {
      account,
      credential,
      address: request.clientAddress ?? null,
      rotation: { session, used: token.id, next: next.id, notAfter },
    },
    request,
  );
  if (answer.kind === 'authenticated') return signed(next, config.issuer, refresh);
  return answer.kind === 'refused' ? { ...answer, refreshed: token } : answer;
}

async function signed(token: RefreshToken, issuer: string, refresh: RefreshConfig): Promise<GivenRefreshToken> {
  const text = await signRefreshToken(token, issuer, refresh.signingSecret);
  return text.length > MAX_LENGTH ? { kind: 'none' } : { kind: 'given', text, session: token.session };
}
