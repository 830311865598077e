/**
 * - `ERR_ISSUER_UNAVAILABLE`: no answer, or one that can't be used for now
 * - `ERR_ISSUER_FORBIDDEN`: its address, or its form, is one that we don't ask
 * - `ERR_ISSUER_INVALID`: an answer that is none of an issuer
 * - `ERR_ISSUER_KEY_UNKNOWN`: it was asked a moment ago, and whether it has that key by now can't be said
 */
export type IssuerErrorCode =
  | 'ERR_ISSUER_UNAVAILABLE'
  | 'ERR_ISSUER_FORBIDDEN'
  | 'ERR_ISSUER_INVALID'
  | 'ERR_ISSUER_KEY_UNKNOWN';

/** An issuer's keys can't be had, so that nothing can be said of its tokens. */
export class IssuerError extends Error {
  override readonly name = 'IssuerError';
  readonly code: IssuerErrorCode;

  constructor(code: IssuerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
