import type { UserDocument } from './user-document.ts';

/**
 * Version of a user's credential: of the password or the access key (base62, base64url, `_` and `-`), and after a dot how
 * often the user was disabled. So what was signed in with before stays refused when the user is enabled again.
 */
export function credentialVersion({ generation = 0 }: Pick<UserDocument, 'generation'>, version: string): string {
  return generation === 0 ? version : `${version}.${generation}`;
}

/** Whether a credential's version is of that password or access key, whatever happened to its user since. */
export function isVersionOf(own: string, version: string): boolean {
  return version === own || version.startsWith(`${own}.`);
}
