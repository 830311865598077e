import { parseAccount } from '@wharfinger/token';

import { isPasswordSize } from './parse-password.ts';
import type { Labels, UserDocument } from './user-document.ts';

export type Authentication =
  | { kind: 'authenticated'; account: string; labels: Labels }
  /** `why` is for our own log; the caller learns that it was refused, and no more. */
  | { kind: 'refused'; why: 'no-such-account' | 'disabled' | 'wrong-password' | 'malformed' };

export type Credentials = { account: string; password: string };

/** Whether credentials can be anybody's: others are refused before a document is read or a hash is computed. */
export function areCredentials({ account, password }: Credentials): boolean {
  return parseAccount(account).kind === 'ok' && isPasswordSize(password);
}

/** Decides who it is; without a user nothing matches, whatever a hash said. */
export function decideAuthentication(user: UserDocument | undefined, isPasswordRight: boolean): Authentication {
  if (user === undefined) return { kind: 'refused', why: 'no-such-account' };
  if (!isPasswordRight) return { kind: 'refused', why: 'wrong-password' };
  if (user.disabled) return { kind: 'refused', why: 'disabled' };
  return { kind: 'authenticated', account: user.account, labels: user.labels };
}
