/** A request of which no answer came that can be used. */
export class RequestError extends Error {
  readonly code: 'ERR_ACCESS' | 'ERR_UNAVAILABLE' | 'ERR_UNEXPECTED';

  constructor(code: RequestError['code'], message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}
