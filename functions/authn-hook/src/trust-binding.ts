import { claimName } from './workload-claims.ts';

/** The part of a trust that says whose tokens it takes. */
export type TrustBinding = {
  readonly issuer: string;
  readonly dedicated: boolean;
  readonly conditions: Readonly<Record<string, readonly string[]>>;
};

type Tenants = { issuer: string; claims: Readonly<Record<string, RegExp>> };

const EXACT = /^[^*]+$/;
const OWNER = /^[^*/]+\/[^/]/;

/**
 * Issuers at which anybody can get a token, and the claims by which they tell their tenants apart, each with what a
 * value has to be to name one. `job_workflow_ref` isn't among GitHub's: everybody may call a public workflow.
 */
const SHARED_ISSUERS: readonly Tenants[] = [
  {
    issuer: 'https://token.actions.githubusercontent.com',
    claims: {
      repository_id: EXACT,
      repository_owner_id: EXACT,
      enterprise_id: EXACT,
      repository: OWNER,
      repository_owner: EXACT,
      sub: /^repo:[^*/]+\/[^/]/,
    },
  },
  {
    issuer: 'https://gitlab.com',
    claims: {
      project_id: EXACT,
      namespace_id: EXACT,
      project_path: OWNER,
      namespace_path: /^[^*/]+(?:\/|$)/,
      sub: /^project_path:[^*/]+\/[^/]/,
    },
  },
  {
    issuer: 'https://agent.buildkite.com',
    claims: { organization_id: EXACT, organization_slug: EXACT, sub: /^organization:[^*:]+:/ },
  },
  {
    issuer: 'https://app.terraform.io',
    claims: { terraform_organization_id: EXACT, terraform_organization_name: EXACT, sub: /^organization:[^*:]+:/ },
  },
  { issuer: 'https://accounts.google.com', claims: { sub: EXACT, email: EXACT, hd: EXACT } },
  { issuer: 'https://accounts.spacelift.io', claims: { sub: /^space:[^*:]+:/, spaceId: EXACT } },
  // Signs in whoever has an account with one of several public providers.
  { issuer: 'https://oauth2.sigstore.dev/auth', claims: { sub: EXACT, email: EXACT } },
  { issuer: 'https://oidc.codefresh.io', claims: { account_id: EXACT, sub: /^account:[^*:]+:/ } },
  { issuer: 'https://api.pulumi.com/oidc', claims: { sub: /^pulumi:[^*:]+:org:[^*:]+:/ } },
  { issuer: 'https://oidc.vercel.com', claims: { owner_id: EXACT, owner: EXACT, sub: /^owner:[^*:]+:/ } },
  // The tenant of all private accounts at Microsoft.
  {
    issuer: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
    claims: { sub: EXACT, oid: EXACT },
  },
];

/** Every token of an issuer has these, whoever asked for it. */
const COMMON_CLAIMS = new Set([
  'iss',
  'aud',
  'azp',
  'exp',
  'nbf',
  'iat',
  'auth_time',
  'jti',
  'nonce',
  'typ',
  'ver',
  'at_hash',
]);

/**
 * Why a trust would let in more than somebody means by it, or `undefined`: one of its conditions has to name a tenant
 * of the issuer, unless the issuer is declared to be theirs alone.
 */
export function findUnboundTrust({ issuer, dedicated, conditions }: TrustBinding): string | undefined {
  const shared = SHARED_ISSUERS.find((candidate) => issuer === candidate.issuer || issuer === `${candidate.issuer}/`);
  if (shared !== undefined) {
    const tenants = new Map(Object.entries(shared.claims));
    if (isBound(conditions, (claim, value) => tenants.get(claim)?.test(value) === true)) return undefined;
    return `Anybody can get a token of ${shared.issuer}: a condition on ${[...tenants.keys()].join(', or ')} has to name whose tokens are meant.`;
  }
  if (dedicated || isBound(conditions, (claim, value) => !COMMON_CLAIMS.has(claim) && !value.startsWith('*'))) {
    return undefined;
  }
  return 'A condition has to say whose tokens are meant, by a claim that differs from one to the next and with no * at its beginning; or declare the issuer as dedicated.';
}

/** Whether there is a condition of which every value names somebody: one that doesn't would let in everybody. `/aud` is `aud`. */
function isBound(conditions: TrustBinding['conditions'], isName: (claim: string, value: string) => boolean): boolean {
  return Object.entries(conditions).some(
    ([claim, values]) => values.length > 0 && values.every((value) => isName(claimName(claim), value)),
  );
}
