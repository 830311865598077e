import type {
  AuthenticateAnswer,
  AuthenticateQuestion,
  AuthorizeAnswer,
  AuthorizeQuestion,
} from '@wharfinger/native-api';
import type { SigningKey } from '@wharfinger/token';

/** What follows a call to the functions behind this one. */
export type CallContext = { requestId: string; signal: AbortSignal };

/** Asks who it is, or whether a credential is still good. @throws {UpstreamError} when nobody could say */
export type Authenticate = (question: AuthenticateQuestion, context: CallContext) => Promise<AuthenticateAnswer>;

/** Asks what of each scope is granted. @throws {UpstreamError} when nobody could say */
export type Authorize = (question: AuthorizeQuestion, context: CallContext) => Promise<AuthorizeAnswer>;

/** The keys as they are now: one signs, all are published. `notices`: why the directory holds something else by now. */
export type SigningKeys =
  | { kind: 'ready'; active: SigningKey; all: readonly SigningKey[]; notices?: readonly string[] | undefined }
  | { kind: 'missing'; reason: string };
