import { timingSafeEqual } from 'node:crypto';

import { parseAccount } from '@wharfinger/token';

import type { AccessKey } from './access-key.ts';
import { ACCESS_KEY_PREFIX, parseAccessKey } from './access-key-text.ts';
import { credentialVersion, isVersionOf } from './credential-version.ts';
import type { Source, SourceAnswer } from './source.ts';
import type { UserDocument } from './user-document.ts';
import type { Users } from './users.ts';

export type AccessKeySourceDeps = {
  readonly users: Pick<Users, 'find'>;
  readonly now: () => Date;
  /** Notes that a key let its user in; nobody waits for it. */
  readonly noteUse: (account: string, keyId: string) => void;
};

/** Why a key doesn't do, if it doesn't. */
type WhyNot = (key: AccessKey, user: UserDocument) => string | undefined;

/** Access keys of users. A text with their prefix is its own, whatever else is wrong with it. */
export function createAccessKeySource({ users, now, noteUse }: AccessKeySourceDeps): Source {
  async function answer(account: string, id: string, whyNot: WhyNot): Promise<SourceAnswer> {
    if (parseAccount(account).kind === 'invalid') return refused('malformed');
    const found = await users.find(account);
    if (found.kind === 'missing') return refused('no-such-account');
    const user = found.value;
    const key = user.accessKeys.find((each) => each.id === id);
    if (key === undefined) return refused('no-such-access-key', account);
    const why = whyNot(key, user);
    if (why !== undefined) return refused(why, account);
    const nowMs = now().getTime();
    const leftMs = key.expiresAt === null ? Infinity : Date.parse(key.expiresAt) - nowMs;
    if (leftMs <= 0) return refused('access-key-expired', account);
    if (user.disabled) return refused('disabled', account);
    noteUse(account, id);
    return authenticated(user, key, Math.max(0, Math.min(found.freshUntilMs - nowMs, leftMs)));
  }

  return {
    name: 'access-key',
    signIn: async ({ account, password }) => {
      if (!password.startsWith(ACCESS_KEY_PREFIX)) return { kind: 'not-mine' };
      const given = parseAccessKey(password);
      if (given.kind === 'invalid') return refused('malformed-access-key');
      return answer(account, given.id, (key) =>
        isSameHash(key.secretHash, given.secretHash) ? undefined : 'wrong-access-key',
      );
    },
    resume: async ({ account, credential }) => {
      if (credential.kind !== 'access-key') return { kind: 'not-mine' };
      return answer(account, credential.id, (key, user) => {
        if (credentialVersion(user, key.id) === credential.version) return undefined;
        return isVersionOf(key.id, credential.version) ? 'disabled-since' : 'wrong-access-key';
      });
    },
  };
}

function refused(why: string, account: string | null = null): SourceAnswer {
  return { kind: 'refused', why, account };
}

function authenticated(user: UserDocument, key: AccessKey, maxAgeMs: number): SourceAnswer {
  const { account, labels } = user;
  return {
    kind: 'authenticated',
    account,
    labels,
    restrictions: key.scopes,
    credential: { kind: 'access-key', id: key.id, version: credentialVersion(user, key.id) },
    session: { notAfter: key.expiresAt },
    maxAgeMs,
  };
}

function isSameHash(one: string, other: string): boolean {
  const [a, b] = [new TextEncoder().encode(one), new TextEncoder().encode(other)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
