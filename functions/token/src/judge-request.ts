import type { FunctionRequest } from '@wharfinger/function-kit';
import type { AuthorizeAnswer } from '@wharfinger/native-api';
import type { AccessEntry } from '@wharfinger/token';

import type { Config } from './config.ts';
import { decideAccess } from './decide-access.ts';
import { type Identification, type Identity, identify, identifyAgain } from './identify.ts';
import type { TokenRequest } from './parse-token-request.ts';
import type { Authenticate, Authorize } from './ports.ts';
import { UpstreamError } from './upstream-error.ts';

export type JudgeDeps = {
  readonly now: () => Date;
  /** Milliseconds since any moment, by a clock that nobody sets. */
  readonly elapsedMs: () => number;
  readonly authenticate: Authenticate;
  readonly authorize: Authorize;
};

export type Judgement =
  | {
      kind: 'judged';
      identity: Identity;
      access: AccessEntry[];
      decisions: AuthorizeAnswer['decisions'];
      /** @throws {UpstreamError} when it was asked for too long ago to be signed */
      assertFresh: () => void;
    }
  | Exclude<Identification, Identity>;

/** A credential that was revoked since makes no token any more, however slow the answers are. */
const MAX_AGE_MS = 5000;

/**
 * Finds out who asks and what of the request is granted. When the answers took too long, whether the credential is still
 * good and what is granted are asked once more. @throws {UpstreamError} when nobody could say
 */
export async function judgeRequest(
  wanted: TokenRequest,
  request: FunctionRequest,
  config: Config['token'],
  deps: JudgeDeps,
): Promise<Judgement> {
  let askedAtMs = deps.elapsedMs();
  const isFresh = (): boolean => deps.elapsedMs() - askedAtMs <= MAX_AGE_MS;
  const assertFresh = (): void => {
    if (!isFresh()) throw new UpstreamError('ERR_UPSTREAM_SLOW', 'The answers came too late to be signed.');
  };
  const first = await identify(wanted, request, config, deps);
  if (first.kind !== 'identified') return first;
  const authorized = await authorize(wanted, first, request, deps);
  if (isFresh()) return { kind: 'judged', identity: first, ...authorized, assertFresh };
  askedAtMs = deps.elapsedMs();
  const identity = await identifyAgain(first, request, deps);
  if (identity.kind !== 'identified') return identity;
  return { kind: 'judged', identity, ...(await authorize(wanted, identity, request, deps)), assertFresh };
}

async function authorize(
  wanted: TokenRequest,
  identity: Identity,
  request: FunctionRequest,
  deps: JudgeDeps,
): Promise<{ access: AccessEntry[]; decisions: AuthorizeAnswer['decisions'] }> {
  if (wanted.scopes.length === 0) return { access: [], decisions: [] };
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
  return { access: decided.access, decisions };
}
