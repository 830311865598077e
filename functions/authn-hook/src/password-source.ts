import { parseAccount } from '@wharfinger/token';

import type { CheckPassword } from './check-password.ts';
import { credentialVersion } from './credential-version.ts';
import { areCredentials, type Decision, decideAuthentication, decideResumption } from './decide-authentication.ts';
import type { RehashPassword } from './rehash-password.ts';
import { RETRY_AFTER_SECONDS } from './retry-after.ts';
import type { Source, SourceAnswer } from './source.ts';
import type { Users } from './users.ts';
import { waitingKeys } from './waiting-keys.ts';

export type PasswordSourceDeps = {
  readonly users: Pick<Users, 'find'>;
  readonly checkPassword: CheckPassword;
  readonly rehash: RehashPassword;
  readonly now: () => Date;
};

const MALFORMED: SourceAnswer = { kind: 'refused', why: 'malformed', account: null };

/** Users and their passwords. It takes every sign-in for its own: others are asked before it or never. */
export function createPasswordSource({ users, checkPassword, rehash, now }: PasswordSourceDeps): Source {
  function answer(decision: Decision, freshUntilMs: number): SourceAnswer {
    if (decision.kind === 'refused') return decision;
    const { account, labels, passwordVersion } = decision.user;
    const version = credentialVersion(decision.user, passwordVersion);
    return {
      kind: 'authenticated',
      account,
      labels,
      restrictions: null,
      credential: { kind: 'password', id: '', version },
      session: { notAfter: null },
      maxAgeMs: Math.max(0, freshUntilMs - now().getTime()),
    };
  }

  return {
    name: 'password',
    signIn: async ({ account, password, address }) => {
      if (!areCredentials({ account, password })) return MALFORMED;
      const found = await users.find(account);
      const user = found.kind === 'found' ? found.value : undefined;
      const checked = await checkPassword(user?.passwordHash ?? undefined, password, waitingKeys(account, address));
      if (checked.kind === 'busy') {
        return checked.who === 'caller'
          ? { kind: 'throttled', retryAfterSeconds: RETRY_AFTER_SECONDS }
          : { kind: 'busy' };
      }
      const decision = decideAuthentication(user, checked.value);
      if (decision.kind === 'authenticated') rehash(decision.user, password);
      return answer(decision, found.freshUntilMs);
    },
    resume: async ({ account, credential }) => {
      if (credential.kind !== 'password') return { kind: 'not-mine' };
      if (parseAccount(account).kind === 'invalid') return MALFORMED;
      const found = await users.find(account);
      const user = found.kind === 'found' ? found.value : undefined;
      return answer(decideResumption(user, credential.version), found.freshUntilMs);
    },
  };
}
