export type SystemErrorCode = 'ERR_ALREADY_RUNNING' | 'ERR_PORTS_IN_USE' | 'ERR_STATE_PATH';

/** The system can't start here as things are; the message says why and what to do. */
export class SystemError extends Error {
  readonly code: SystemErrorCode;

  constructor(code: SystemErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
