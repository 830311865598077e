import type { UserDocument } from './user-document.ts';

/** What keeps somebody from signing in again as an administrator. */
export type OwnLoss = 'disabled' | 'labels' | 'credentials';

/**
 * What somebody would lose by a write of the own account. Which label grants the access is the policy's to say, so none
 * may go; what signs in is a password, or an access key for everything that hasn't ended.
 */
export function decideOwnLoss(before: UserDocument | undefined, after: UserDocument, now: Date): OwnLoss | undefined {
  if (after.disabled && before?.disabled !== true) return 'disabled';
  if (before === undefined) return undefined;
  const isLabelLost = Object.entries(before.labels).some(([key, values]) =>
    values.some((value) => after.labels[key]?.includes(value) !== true),
  );
  if (isLabelLost) return 'labels';
  return signsIn(before, now) && !signsIn(after, now) ? 'credentials' : undefined;
}

function signsIn({ passwordHash, accessKeys }: UserDocument, now: Date): boolean {
  return (
    passwordHash !== null || accessKeys.some(({ scopes, expiresAt }) => scopes === null && !isOver(expiresAt, now))
  );
}

function isOver(time: string | null, now: Date): boolean {
  return time !== null && Date.parse(time) <= now.getTime();
}
