import type { Scope, SigningKey } from '@wharfinger/token';

import type { ScopeDecision } from './decide-access.ts';
import type { BasicCredentials } from './parse-basic-credentials.ts';

/** Labels of an account, such as `groups`. */
export type Labels = Readonly<Record<string, readonly string[]>>;

export type Authentication =
  | { kind: 'authenticated'; account: string; labels: Labels }
  | { kind: 'refused' }
  /** Too many of this account or address are being asked about. */
  | { kind: 'throttled' };

/** What follows a call to the functions behind this one. */
export type CallContext = { requestId: string; signal: AbortSignal };

/** Credentials, and the client's IP address, `null` when it can't be known. */
export type AuthenticationQuestion = BasicCredentials & { address: string | null };

/** Asks who it is. @throws {UpstreamError} when nobody could say */
export type Authenticate = (question: AuthenticationQuestion, context: CallContext) => Promise<Authentication>;

export type AuthorizationQuestion = {
  /** `null` is anonymous. */
  account: string | null;
  labels: Labels;
  /** The client's IP address; `null` when it can't be known. */
  address: string | null;
  service: string;
  scopes: readonly Scope[];
};

/** Asks what of each scope is granted. @throws {UpstreamError} when nobody could say */
export type Authorize = (question: AuthorizationQuestion, context: CallContext) => Promise<readonly ScopeDecision[]>;

/** The keys as they are now: one signs, all are published. */
export type SigningKeys =
  | { kind: 'ready'; active: SigningKey; all: readonly SigningKey[] }
  | { kind: 'missing'; reason: string };
