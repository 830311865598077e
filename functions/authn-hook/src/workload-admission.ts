import { labelsSchema } from '@wharfinger/identities';
import type { Labels } from '@wharfinger/native-api';
import type { JWTPayload } from 'jose';

import { credentialVersion } from './credential-version.ts';
import type { TrustDocument } from './trust-document.ts';
import type { Users } from './users.ts';
import { decideWorkloadIdentity, hasLiteralAccount } from './workload-identity.ts';
import { verifyWorkloadToken, type WorkloadKeys } from './workload-verification.ts';

export type WorkloadAdmission =
  | {
      kind: 'admitted';
      trust: TrustDocument;
      claims: JWTPayload;
      account: string;
      /** Of the credential: another one when the trust changed, or the user of the account was disabled. */
      version: string;
      /** Those that the token gave; a user's own are not among them. */
      tokenLabels: Labels;
      labels: Labels;
      /** Until when it is known, in milliseconds since 1970. */
      freshUntilMs: number;
    }
  | { kind: 'refused'; why: string; account: string | null };

export type WorkloadAdmissionDeps = {
  readonly users: Pick<Users, 'find'>;
  readonly keysOf: WorkloadKeys;
  readonly now: () => Date;
};

/** Finds out whom a token lets in, by trusts that all name its issuer. Uses nothing up. */
export async function admitWorkload(
  token: string,
  trusts: readonly TrustDocument[],
  deps: WorkloadAdmissionDeps,
): Promise<WorkloadAdmission> {
  const verified = await verifyWorkloadToken(token, trusts, deps);
  if (verified.kind === 'refused') return { ...verified, account: null };
  const { trust, claims } = verified;
  const identity = decideWorkloadIdentity(trust, claims);
  if (identity.kind === 'refused') return { kind: 'refused', why: `${trust.name}: ${identity.why}`, account: null };
  const owner = await checkAccountOwner(trust, identity, deps.users);
  if (owner.kind === 'refused') return owner;
  return {
    kind: 'admitted',
    trust,
    claims,
    account: identity.account,
    version: owner.version,
    tokenLabels: identity.labels,
    labels: owner.labels,
    freshUntilMs: owner.freshUntilMs,
  };
}

export type AccountOwner =
  | { kind: 'free'; version: string; labels: Labels; freshUntilMs: number }
  | { kind: 'refused'; why: string; account: string };

/**
 * Whether an account may be had by way of a trust. One that a claim completes must be nobody's; one that an
 * administrator wrote may be a user's, and has that user's labels besides those of the token then.
 */
export async function checkAccountOwner(
  trust: TrustDocument,
  { account, labels }: { account: string; labels: Labels },
  users: Pick<Users, 'find'>,
): Promise<AccountOwner> {
  const found = await users.find(account);
  const { freshUntilMs } = found;
  if (found.kind === 'missing') return { kind: 'free', version: trust.version, labels, freshUntilMs };
  const refused = (why: string): AccountOwner => ({ kind: 'refused', why: `${trust.name}: ${why}`, account });
  if (!hasLiteralAccount(trust)) return refused('the account is that of a user');
  if (found.value.disabled) return refused('the user of the account is disabled');
  const version = credentialVersion(found.value, trust.version);
  const joined = labelsSchema.safeParse(joinLabels(found.value.labels, labels));
  if (!joined.success) return refused('the labels of user and token together are more than there may be');
  return { kind: 'free', version, labels: joined.data, freshUntilMs };
}

// The values of both, each once.
function joinLabels(one: Labels, other: Labels): Labels {
  const joined = new Map<string, readonly string[]>();
  for (const [key, values] of [...Object.entries(one), ...Object.entries(other)]) {
    joined.set(key, [...new Set([...(joined.get(key) ?? []), ...values])]);
  }
  return Object.fromEntries(joined);
}
