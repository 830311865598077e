/** Why the system can't be spoken to: what the operator gave is wrong. */
export class TargetError extends Error {
  readonly code = 'ERR_TARGET';
}
