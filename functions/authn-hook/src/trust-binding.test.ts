import { describe, expect, test } from 'vitest';

import { findUnboundTrust } from './trust-binding.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';
const GITLAB = 'https://gitlab.com';
const OWN = 'https://issuer.example';
const SIGSTORE = 'https://oauth2.sigstore.dev/auth';
const CODEFRESH = 'https://oidc.codefresh.io';
const PULUMI = 'https://api.pulumi.com/oidc';
const VERCEL = 'https://oidc.vercel.com';
const MICROSOFT = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0';

const reasonFor = (issuer: string, conditions: Record<string, string[]>, dedicated = false) =>
  findUnboundTrust({ issuer, conditions, dedicated });

describe('a trust says whose tokens it means', () => {
  test.each([
    [GITHUB, { repository_id: ['123456'] }],
    [GITHUB, { repository_owner_id: ['42', '43'] }],
    [GITHUB, { repository: ['acme/*'] }],
    [GITHUB, { repository: ['acme/app'], ref: ['*'] }],
    [GITHUB, { sub: ['repo:acme/app:*'] }],
    [GITHUB, { sub: ['repo:acme@42/app@7:ref:refs/heads/main'] }],
    [GITLAB, { project_path: ['acme/*'] }],
    [GITLAB, { namespace_path: ['acme/*'] }],
    [GITLAB, { namespace_path: ['acme'] }],
    [GITLAB, { project_id: ['7'] }],
    ['https://accounts.google.com', { email: ['ci@acme.iam.gserviceaccount.com'] }],
    [SIGSTORE, { email: ['ci@acme.example'] }],
    [CODEFRESH, { sub: ['account:628a80b693a15c0f9c13ab75:pipeline:*'] }],
    [PULUMI, { sub: ['pulumi:deploy:org:acme:project:app:*'] }],
    [VERCEL, { owner_id: ['team_7'] }],
    [VERCEL, { sub: ['owner:acme:project:*'] }],
    [MICROSOFT, { oid: ['00000000-0000-0000-0000-000000000042'] }],
    [GITHUB, { '/repository_owner_id': ['42'] }],
    [OWN, { sub: ['system:serviceaccount:team:*'] }],
    [OWN, { '/sub': ['system:serviceaccount:team:*'] }],
    [OWN, { '/kubernetes.io/namespace': ['team'] }],
  ])('%s %j', (issuer, conditions) => {
    expect(reasonFor(issuer, conditions)).toBeUndefined();
  });

  test('or declares an issuer of its own as dedicated', () => {
    expect(reasonFor(OWN, {}, true)).toBeUndefined();
  });
});

describe('a trust that lets in more than that is refused', () => {
  test.each([
    [GITHUB, {}],
    [GITHUB, { ref: ['refs/heads/main'] }],
    [GITHUB, { repository: ['*'] }],
    [GITHUB, { repository: ['*/app'] }],
    [GITHUB, { repository: ['acme*'] }],
    [GITHUB, { repository: ['acme*/app'] }],
    [GITHUB, { repository: ['acme/'] }],
    [GITHUB, { repository: ['acme/app', '*/app'] }],
    [GITHUB, { repository: [] }],
    [GITHUB, { repository_owner: ['acme*'] }],
    [GITHUB, { repository_owner_id: ['4*'] }],
    [GITHUB, { sub: ['repo:*'] }],
    [GITHUB, { sub: ['repo:acme*:ref:refs/heads/main'] }],
    [GITHUB, { actor: ['octocat'] }],
    [GITHUB, { environment: ['production'] }],
    // A public workflow can be called from every repository in the world.
    [GITHUB, { job_workflow_ref: ['acme/ci/.github/workflows/push.yml@refs/heads/main'] }],
    [GITHUB, { toString: ['acme/app'] }],
    [`${GITHUB}/`, { ref: ['refs/heads/main'] }],
    [GITLAB, { project_path: ['acme*'] }],
    [GITLAB, { namespace_path: ['acme*'] }],
    [GITLAB, { ref_protected: ['true'] }],
    ['https://accounts.google.com', { email: ['*@acme.example'] }],
    [OWN, {}],
    [OWN, { sub: ['*'] }],
    [OWN, { sub: ['team', '*'] }],
    [OWN, { aud: ['https://registry.example'] }],
    [OWN, { iss: [OWN] }],
    [OWN, { '/aud': ['https://registry.example'] }],
    [OWN, { '/iss': [OWN] }],
    [OWN, { azp: ['?*'] }],
    [OWN, { azp: ['client-1'] }],
    [OWN, { ver: ['2.0'] }],
    [SIGSTORE, { email: ['*@acme.example'] }],
    [SIGSTORE, { email_verified: ['true'] }],
    [`${SIGSTORE}/`, { email_verified: ['true'] }],
    [CODEFRESH, { sub: ['account:*'] }],
    [PULUMI, { sub: ['pulumi:deploy:*'] }],
    [VERCEL, { environment: ['production'] }],
    [MICROSOFT, { tid: ['9188040d-6c67-4c5b-b112-36a304b66dad'] }],
  ])('%s %j', (issuer, conditions: Record<string, string[]>) => {
    expect(reasonFor(issuer, conditions)).toMatch(/condition/);
  });

  test('declared as dedicated too, when anybody can get a token there', () => {
    expect(reasonFor(GITHUB, {}, true)).toMatch(/Anybody can get a token/);
  });
});
