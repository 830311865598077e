import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { trustInputSchema } from '../src/trust-document.ts';
import { decideWorkloadIdentity, findTrustMismatch } from '../src/workload-identity.ts';

const page = readFileSync(new URL('../../../docs/workload-identity.md', import.meta.url), 'utf8');
const examples: unknown[] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text]) => JSON.parse(text ?? ''));

const trustOf = (issuer: string) => {
  const input = examples.map((example) => trustInputSchema.parse(example)).find((found) => found.issuer === issuer);
  if (input === undefined) throw new Error(`The page has no trust in ${issuer}.`);
  const time = '2026-11-22T12:00:00.000Z';
  return { schema: 1, name: 'example', version: 'v1', createdAt: time, updatedAt: time, ...input } as const;
};

// Claims as the platforms document them.
const GITHUB = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: 'registry.example',
  sub: 'repo:acme@4711/app@42:ref:refs/heads/main',
  repository: 'acme/app',
  repository_id: '42',
  repository_owner: 'acme',
  repository_owner_id: '4711',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  event_name: 'push',
  job_workflow_ref: 'acme/app/.github/workflows/push.yml@refs/heads/main',
  run_id: '1',
  runner_environment: 'github-hosted',
};
const GITLAB = {
  iss: 'https://gitlab.com',
  aud: 'registry.example',
  sub: 'project_path:acme/app:ref_type:branch:ref:main',
  namespace_id: '4711',
  namespace_path: 'acme',
  project_id: '42',
  project_path: 'acme/app',
  ref: 'main',
  ref_protected: 'true',
};

test.each([
  [GITHUB, 'github.42', { groups: ['builders'], repository: ['acme/app'] }],
  [GITLAB, 'gitlab.42', { groups: ['builders'], project: ['acme/app'] }],
])('the documented trust in $iss takes its tokens', (claims, account, labels) => {
  const trust = trustOf(claims.iss);
  expect(findTrustMismatch(trust, 'RS256', claims)).toBeUndefined();
  expect(decideWorkloadIdentity(trust, claims)).toEqual({ kind: 'identity', account, labels });
});

test.each([
  [GITHUB, { repository_owner_id: '4712' }],
  [GITHUB, { ref: 'refs/pull/7/merge' }],
  [GITHUB, { event_name: 'pull_request_target' }],
  [GITLAB, { namespace_id: '4712' }],
  [GITLAB, { ref_protected: 'false' }],
])('and refuses those that differ: $iss with %j', (claims, change) => {
  expect(findTrustMismatch(trustOf(claims.iss), 'RS256', { ...claims, ...change })).toMatch(/not one of those allowed/);
});

test('a trust in the service accounts of a namespace takes what Kubernetes signs', () => {
  const claims = {
    iss: 'https://kubernetes.default.svc.cluster.local',
    aud: ['registry.example'],
    sub: 'system:serviceaccount:team:builder',
    'kubernetes.io': {
      namespace: 'team',
      serviceaccount: { name: 'builder', uid: 'u-1' },
      pod: { name: 'p', uid: 'u-2' },
    },
  };
  const input = trustInputSchema.parse({
    issuer: claims.iss,
    audiences: ['registry.example'],
    conditions: { sub: ['system:serviceaccount:team:*'] },
    account: /"(k8s\.team\.\$\{[^"]+)"/.exec(page)?.[1],
  });
  const time = '2026-11-22T12:00:00.000Z';
  const trust = { schema: 1, name: 'example', version: 'v1', createdAt: time, updatedAt: time, ...input } as const;
  expect(findTrustMismatch(trust, 'RS256', claims)).toBeUndefined();
  expect(decideWorkloadIdentity(trust, claims)).toMatchObject({ account: 'k8s.team.builder' });
  const other = { ...claims, sub: 'system:serviceaccount:team-b:builder' };
  expect(findTrustMismatch(trust, 'RS256', other)).toMatch(/sub/);
});
