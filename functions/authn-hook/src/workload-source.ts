import type { Logger } from '@wharfinger/function-kit';
import type { Resumption } from '@wharfinger/native-api';

import { isVersionOf } from './credential-version.ts';
import { replayKey, type UsedTokens } from './replay.ts';
import type { SignInQuestion, Source, SourceAnswer } from './source.ts';
import type { Trusts } from './trusts.ts';
import {
  admitWorkload,
  checkAccountOwner,
  type WorkloadAdmission,
  type WorkloadAdmissionDeps,
} from './workload-admission.ts';
import { couldGiveAccount } from './workload-identity.ts';
import { readTokenIssuer } from './workload-verification.ts';

export type WorkloadSourceDeps = WorkloadAdmissionDeps & {
  readonly trusts: Pick<Trusts, 'all'>;
  readonly usedTokens: UsedTokens;
  /** Whether the store is known to keep the conditions of a write, without which nothing is used up. */
  readonly isWritable: () => boolean;
  readonly log: Pick<Logger, 'info' | 'warn'>;
};

type Admitted = Extract<WorkloadAdmission, { kind: 'admitted' }>;

/** The user name of every workload: who it is, its token says. */
const WORKLOAD_USER_NAME = 'oidc';

/** Tokens of issuers that a trust names, in the place of a password. Any other password is somebody else's. */
export function createWorkloadSource(deps: WorkloadSourceDeps): Source {
  return {
    name: 'workload',
    signIn: async (question) => signIn(question, deps),
    resume: async (question) => resume(question, deps),
  };
}

async function signIn(question: SignInQuestion, deps: WorkloadSourceDeps): Promise<SourceAnswer> {
  const { account, password } = question;
  const issuer = readTokenIssuer(password);
  if (issuer === undefined) return { kind: 'not-mine' };
  const snapshot = await deps.trusts.all();
  const trusts = snapshot.trusts.filter((trust) => trust.issuer === issuer);
  const enabled = trusts.filter(({ disabled }) => !disabled);
  const refuse = (why: string, of: string | null = null): SourceAnswer => {
    // One of those that can't be read may be the one that fits: then nobody can say.
    if (snapshot.broken === 0) return { kind: 'refused', why, account: of };
    deps.log.warn({ why, broken: snapshot.broken }, 'a trust that cannot be read might let in this workload');
    return { kind: 'busy' };
  };
  if (enabled.length === 0) {
    if (trusts.length > 0) return refuse('every trust of the issuer is disabled');
    deps.log.info({ issuer: issuer.slice(0, 256) }, 'no trust names the issuer of a token');
    return snapshot.broken === 0 ? { kind: 'not-mine' } : { kind: 'busy' };
  }
  const admission = await admitWorkload(password, enabled, deps);
  if (admission.kind === 'refused') return refuse(admission.why, admission.account);
  // Before the token is used up.
  const isNamed = account === admission.account || (account === WORKLOAD_USER_NAME && question.isTypedAccount !== true);
  if (!isNamed) {
    const names =
      question.isTypedAccount === true ? 'not the account' : `neither the account nor ${WORKLOAD_USER_NAME}`;
    return refuse(`${admission.trust.name}: the user name is ${names}`, admission.account);
  }
  const unused = await takeOnce(admission, question.attempt, deps);
  return unused ?? admittedAnswer(admission, snapshot.freshUntilMs, deps.now());
}

/** Uses the token up where its trust wants that; `undefined` when it may be used. */
async function takeOnce(
  { trust, claims, account }: Admitted,
  attempt: string | undefined,
  deps: WorkloadSourceDeps,
): Promise<SourceAnswer | undefined> {
  if (!trust.refuseReplay) return undefined;
  const { jti, exp } = claims;
  if (typeof jti !== 'string' || jti === '' || exp === undefined) {
    return {
      kind: 'refused',
      why: `${trust.name}: the token has no jti, by which its second use could be told`,
      account,
    };
  }
  // A store that lets everybody create the same object tells nobody that a token was used.
  if (!deps.isWritable()) return { kind: 'busy' };
  const expiresAt = new Date(exp * 1000);
  const key = replayKey({ issuer: trust.issuer, id: jti }, expiresAt);
  if (await deps.usedTokens.use(key, { expiresAt, attempt })) return undefined;
  return { kind: 'refused', why: `${trust.name}: the token was used before`, account };
}

function admittedAnswer(
  { trust, claims, account, version, labels, tokenLabels, freshUntilMs }: Admitted,
  trustsFreshUntilMs: number,
  now: Date,
): SourceAnswer {
  const nowMs = now.getTime();
  const goodUntilMs = Math.min(freshUntilMs, trustsFreshUntilMs, ((claims.exp ?? 0) + trust.leewaySeconds) * 1000);
  const { sessionSeconds } = trust;
  return {
    kind: 'authenticated',
    account,
    labels,
    restrictions: null,
    credential: { kind: 'workload', id: trust.name, version, labels: tokenLabels },
    session: sessionSeconds === 0 ? null : { notAfter: new Date(nowMs + sessionSeconds * 1000).toISOString() },
    // An answer that is remembered would let a token in for a second time.
    maxAgeMs: trust.refuseReplay ? 0 : Math.max(0, goodUntilMs - nowMs),
  };
}

async function resume({ account, credential }: Resumption, deps: WorkloadSourceDeps): Promise<SourceAnswer> {
  if (credential.kind !== 'workload') return { kind: 'not-mine' };
  const snapshot = await deps.trusts.all();
  const trust = snapshot.trusts.find(({ name }) => name === credential.id);
  const refuse = (why: string): SourceAnswer => ({ kind: 'refused', why: `${credential.id}: ${why}`, account });
  if (trust === undefined) return snapshot.broken === 0 ? refuse('there is no such trust any more') : { kind: 'busy' };
  if (trust.disabled) return refuse('the trust is disabled');
  if (!isVersionOf(trust.version, credential.version)) return refuse('the trust has changed');
  if (trust.sessionSeconds === 0 || !couldGiveAccount(trust, account)) return refuse('the trust gives no such session');
  const owner = await checkAccountOwner(trust, { account, labels: credential.labels ?? {} }, deps.users);
  if (owner.kind === 'refused') return owner;
  if (owner.version !== credential.version) return refuse('the user of the account was disabled since');
  const goodUntilMs = Math.min(owner.freshUntilMs, snapshot.freshUntilMs);
  return {
    kind: 'authenticated',
    account,
    labels: owner.labels,
    restrictions: null,
    credential,
    // Its end was set when it began.
    session: { notAfter: null },
    maxAgeMs: Math.max(0, goodUntilMs - deps.now().getTime()),
  };
}
