import type { Turndown } from './grant.ts';

/** What the client gets of a request for a token. */
export type TokenOutcome =
  | {
      kind: 'issued';
      token: string;
      issuedAtSeconds: number;
      expiresInSeconds: number;
      /** What was granted, for an OAuth2 form. */
      scope: string | undefined;
      refreshToken: string | undefined;
    }
  | Turndown
  | { kind: 'throttled'; retryAfterSeconds: number }
  | { kind: 'unavailable'; reason: string };

/** What a fault tells the client; the log has the reason. */
export const UNAVAILABLE: TokenOutcome = {
  kind: 'unavailable',
  reason: 'No token can be issued at the moment; try again.',
};
