import type { Labels } from '@wharfinger/native-api';

import type { UserDocument } from './user-document.ts';

/** What an administrator writes of a user. What is absent stays as it is; a new user has no labels and may sign in. */
export type UserInput = {
  /** `null`: none, so that the user signs in by access keys alone. */
  password?: string | null | undefined;
  /** A hash that another system made, in the password's place. */
  passwordHash?: string | undefined;
  labels?: Labels | undefined;
  disabled?: boolean | undefined;
};

/** Makes the document that a write stores; `current` is the version that it replaces. */
export function nextUser(
  account: string,
  input: Pick<UserInput, 'labels' | 'disabled'>,
  password: Pick<UserDocument, 'passwordHash' | 'passwordVersion'>,
  current: UserDocument | undefined,
  now: Date,
): UserDocument {
  const disabled = input.disabled ?? current?.disabled ?? false;
  const generation = generationAfter(current, disabled);
  return {
    schema: 2,
    account,
    passwordHash: password.passwordHash,
    passwordVersion: password.passwordVersion,
    labels: input.labels ?? current?.labels ?? {},
    disabled,
    ...(generation === 0 ? {} : { generation }),
    accessKeys: current?.accessKeys ?? [],
    createdAt: current?.createdAt ?? now.toISOString(),
    updatedAt: now.toISOString(),
  };
}

/** Goes up when a user becomes disabled, or is made so, and never down. */
function generationAfter(current: UserDocument | undefined, disabled: boolean): number {
  const generation = current?.generation ?? 0;
  return disabled && current?.disabled !== true ? generation + 1 : generation;
}
