import type { FunctionRequest, Secret } from '@wharfinger/function-kit';
import type { AuthenticateAnswer, Credential, Labels } from '@wharfinger/native-api';

import type { Config } from './config.ts';
import { isSameClient } from './is-same-client.ts';
import type { TokenRequest } from './parse-token-request.ts';
import type { Authenticate } from './ports.ts';
import { type RefreshToken, verifyRefreshToken } from './refresh-token.ts';
import { UpstreamError } from './upstream-error.ts';

/** Who asks for a token. */
export type Identity = {
  kind: 'identified';
  /** `null` is anonymous. */
  account: string | null;
  labels: Labels;
  /** Scope patterns beyond which the credential allows nothing. */
  restrictions: readonly string[] | null;
  credential: Credential | null;
  /** Until when a refresh token may stand for the credential, as long as any may for `null`; `null` itself: not at all. */
  session: { notAfter: string | null } | null;
  /** What the client refreshes with. */
  refreshed: { token: RefreshToken; text: string; secret: Secret } | null;
};

export type Identification =
  | Identity
  | {
      kind: 'refused';
      why: string;
      account: string | null;
      /** What the client tried to refresh with, if it was one of ours. */
      refreshed: RefreshToken | null;
    }
  | { kind: 'throttled'; retryAfterSeconds: number }
  | { kind: 'no-refresh' };

export type IdentifyDeps = { readonly now: () => Date; readonly authenticate: Authenticate };

const ANONYMOUS: Identity = {
  kind: 'identified',
  account: null,
  labels: {},
  restrictions: null,
  credential: null,
  session: null,
  refreshed: null,
};

/** Finds out who asks; nobody is asked about an anonymous request. @throws {UpstreamError} when nobody could say */
export async function identify(
  wanted: TokenRequest,
  request: FunctionRequest,
  config: Config['token'],
  deps: IdentifyDeps,
): Promise<Identification> {
  const { grant } = wanted;
  if (grant.kind === 'anonymous') return ANONYMOUS;
  const address = request.clientAddress ?? null;
  if (grant.kind === 'sign-in') {
    const { account, password } = grant;
    return toIdentification(await deps.authenticate({ account, password, address }, request), null);
  }
  if (config.refresh === null) return { kind: 'no-refresh' };
  const verified = await verifyRefreshToken(grant.refreshToken, {
    issuer: config.issuer,
    secrets: config.refresh.secrets,
    nowSeconds: Math.floor(deps.now().getTime() / 1000),
  });
  if (verified.kind === 'invalid')
    return { kind: 'refused', why: `refresh-token-${verified.why}`, account: null, refreshed: null };
  const token = verified.value;
  const why = bindingProblem(token, { ...wanted, account: grant.account }, config.refresh.sharingClients);
  if (why !== undefined) return { kind: 'refused', why, account: token.account, refreshed: token };
  const { account, credential } = token;
  const answer = await deps.authenticate({ account, credential, address }, request);
  return toIdentification(answer, { token, text: grant.refreshToken, secret: verified.secret });
}

/**
 * Asks whether whoever was identified a while ago still is who it was; never with a password or token, which may be good
 * for one sign-in only. @throws {UpstreamError} when nobody could say, or could be asked that
 */
export async function identifyAgain(
  identity: Identity,
  request: FunctionRequest,
  deps: Pick<IdentifyDeps, 'authenticate'>,
): Promise<Identification> {
  const { account, credential, session, refreshed } = identity;
  if (account === null || credential === null) return identity;
  if (session === null) throw new UpstreamError('ERR_UPSTREAM_SLOW', 'A credential without a session is asked once.');
  const question = { account, credential, address: request.clientAddress ?? null };
  const again = toIdentification(await deps.authenticate(question, request), refreshed);
  // For how long a session may last was said at the sign-in.
  return again.kind === 'identified' ? { ...again, session: again.session === null ? null : session } : again;
}

function bindingProblem(
  token: RefreshToken,
  asked: { service: string; clientId: string; account: string | null },
  sharingClients: readonly string[],
): string | undefined {
  if (token.service !== asked.service) return 'refresh-token-of-another-service';
  if (!isSameClient(token.clientId, asked.clientId, sharingClients)) return 'refresh-token-of-another-client';
  if (asked.account !== null && asked.account !== token.account) return 'refresh-token-of-another-account';
  return undefined;
}

function toIdentification(answer: AuthenticateAnswer, refreshed: Identity['refreshed']): Identification {
  if (answer.kind === 'throttled') return answer;
  const token = refreshed?.token ?? null;
  if (answer.kind === 'refused') return { ...answer, refreshed: token };
  const { account, labels, restrictions, credential, session } = answer;
  if (token !== null && session === null) {
    return { kind: 'refused', why: 'session-not-allowed', account, refreshed: token };
  }
  return { kind: 'identified', account, labels, restrictions, credential, session, refreshed };
}
