import { describe, expect, test } from 'vitest';

import { findUnboundTrust } from './trust-binding.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';
const GITLAB = 'https://gitlab.com';
const OWN = 'https://issuer.example';

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
    [OWN, { sub: ['system:serviceaccount:team:*'] }],
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
  ])('%s %j', (issuer, conditions: Record<string, string[]>) => {
    expect(reasonFor(issuer, conditions)).toMatch(/condition/);
  });

  test('declared as dedicated too, when anybody can get a token there', () => {
    expect(reasonFor(GITHUB, {}, true)).toMatch(/Anybody can get a token/);
  });
});
