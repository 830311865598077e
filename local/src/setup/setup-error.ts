/** Set-up can't go on; the message is one sentence that says what to do. */
export class SetupError extends Error {
  readonly code = 'ERR_SETUP';
}
