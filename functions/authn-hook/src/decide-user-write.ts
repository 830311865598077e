import type { Labels } from '@wharfinger/native-api';

import type { UserDocument } from './user-document.ts';

/** What a request may do to a user: make a new one, or replace one version of it. */
export type WriteCondition = { kind: 'create' } | { kind: 'replace'; etag: string };

export type ParsedWriteCondition = { kind: 'ok'; value: WriteCondition } | { kind: 'invalid'; reason: string };

/** What an administrator writes of a user. What is absent stays as it is; a new user has no labels and may sign in. */
export type UserInput = {
  /** `null`: none, so that the user signs in by access keys alone. */
  password?: string | null | undefined;
  /** A hash that another system made, in the password's place. */
  passwordHash?: string | undefined;
  labels?: Labels | undefined;
  disabled?: boolean | undefined;
};

const ETAG = /^"([^"\\\s]{1,256})"$/;

/**
 * Parses the preconditions of a write. Without any it creates, so that nobody overwrites a user by accident.
 *
 * @see RFC 9110 section 13.1
 */
export function parseWriteCondition(
  ifMatch: string | undefined,
  ifNoneMatch: string | undefined,
): ParsedWriteCondition {
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    return { kind: 'invalid', reason: 'If-Match and If-None-Match exclude each other.' };
  }
  if (ifMatch === undefined) {
    return ifNoneMatch === undefined || ifNoneMatch === '*'
      ? { kind: 'ok', value: { kind: 'create' } }
      : { kind: 'invalid', reason: 'If-None-Match of a write is *, or absent.' };
  }
  const etag = parseEtag(ifMatch);
  return etag === undefined
    ? { kind: 'invalid', reason: 'If-Match is one strong ETag, as GET answers it.' }
    : { kind: 'ok', value: { kind: 'replace', etag } };
}

/** Takes the quotes off a strong ETag. */
export function parseEtag(header: string | undefined): string | undefined {
  return ETAG.exec(header ?? '')?.[1];
}

/** Makes the document that a write stores; `current` is the version that it replaces. */
export function nextUser(
  account: string,
  input: Pick<UserInput, 'labels' | 'disabled'>,
  password: Pick<UserDocument, 'passwordHash' | 'passwordVersion'>,
  current: UserDocument | undefined,
  now: Date,
): UserDocument {
  return {
    schema: 2,
    account,
    passwordHash: password.passwordHash,
    passwordVersion: password.passwordVersion,
    labels: input.labels ?? current?.labels ?? {},
    disabled: input.disabled ?? current?.disabled ?? false,
    accessKeys: current?.accessKeys ?? [],
    createdAt: current?.createdAt ?? now.toISOString(),
    updatedAt: now.toISOString(),
  };
}
