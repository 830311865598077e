import type { AuthorizeAnswer, Credential, Labels } from '@wharfinger/native-api';
import type { AccessEntry, Scope } from '@wharfinger/token';

/** What became of a request for a token, for the record: nothing in it is secret. */
export type TokenDecision = {
  kind: 'issued' | 'refused' | 'throttled';
  /** `jti` of the token that was issued. */
  tokenId: string | null;
  /** Whose it is, or who would have been signed in; `null` for nobody and for a name that isn't an account's. */
  account: string | null;
  /** Why nobody was signed in; a client never learns it. */
  why: string | null;
  credential: Credential | null;
  service: string;
  clientId: string;
  /** Which refresh tokens belong together; `null` when none was used or given. */
  session: string | null;
  /** With what of the caller the policy was asked; `null` when nobody is known. */
  caller: { labels: Labels; restrictions: readonly string[] | null } | null;
  requested: readonly Scope[];
  granted: readonly AccessEntry[];
  decisions: AuthorizeAnswer['decisions'];
};
