export type UpstreamErrorCode =
  | 'ERR_UPSTREAM_UNREACHABLE'
  | 'ERR_UPSTREAM_STATUS'
  | 'ERR_UPSTREAM_ANSWER'
  /** The answers were good, and too old when the last of them came. */
  | 'ERR_UPSTREAM_SLOW';

/** A function that we need gave no answer that can be used. Never a permission, and never a refusal. */
export class UpstreamError extends Error {
  override readonly name: string = 'UpstreamError';
  readonly code: UpstreamErrorCode;

  constructor(code: UpstreamErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
