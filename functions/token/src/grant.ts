/** What a request for a token proves itself with. */
export type Grant =
  | { kind: 'anonymous' }
  | { kind: 'sign-in'; account: string; password: string }
  | {
      kind: 'refresh';
      refreshToken: string;
      /** Whom the client takes it to be for; `null` when it doesn't say. */
      account: string | null;
    };

/** Why a request is turned down before anybody is asked; a reason is one sentence, safe to show. */
export type Turndown =
  | { kind: 'invalid'; reason: string }
  | { kind: 'unsupported-grant'; reason: string }
  | { kind: 'unauthenticated'; reason: string };
