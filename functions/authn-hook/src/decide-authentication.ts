import { parseAccount } from '@wharfinger/token';

import { credentialVersion, isVersionOf } from './credential-version.ts';
import { isPasswordSize } from './parse-password.ts';
import type { UserDocument } from './user-document.ts';

export type Decision =
  | { kind: 'authenticated'; user: UserDocument }
  /** `why` is for the record; `account` is there when there is one of that name. */
  | { kind: 'refused'; why: string; account: string | null };

export type Credentials = { account: string; password: string };

/** Whether credentials can be anybody's: others are refused before a document is read or a hash is computed. */
export function areCredentials({ account, password }: Credentials): boolean {
  return parseAccount(account).kind === 'ok' && isPasswordSize(password);
}

/** Decides whether a password lets a user in; without a user nothing matches, whatever a hash said. */
export function decideAuthentication(user: UserDocument | undefined, isPasswordRight: boolean): Decision {
  if (user === undefined) return { kind: 'refused', why: 'no-such-account', account: null };
  const { account } = user;
  if (user.passwordHash === null) return { kind: 'refused', why: 'no-password', account };
  if (!isPasswordRight) return { kind: 'refused', why: 'wrong-password', account };
  if (user.disabled) return { kind: 'refused', why: 'disabled', account };
  return { kind: 'authenticated', user };
}

/** Decides whether who signed in with a password of that version still may. */
export function decideResumption(user: UserDocument | undefined, version: string): Decision {
  if (user === undefined) return { kind: 'refused', why: 'no-such-account', account: null };
  const { account } = user;
  if (user.disabled) return { kind: 'refused', why: 'disabled', account };
  if (user.passwordHash === null) return { kind: 'refused', why: 'password-changed', account };
  if (credentialVersion(user, user.passwordVersion) === version) return { kind: 'authenticated', user };
  return {
    kind: 'refused',
    why: isVersionOf(user.passwordVersion, version) ? 'disabled-since' : 'password-changed',
    account,
  };
}
