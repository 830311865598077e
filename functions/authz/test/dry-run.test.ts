import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type Answer, ask, DEPLOYER, DEV, EMPTY, FREEZE, ifMatch } from './policy-client.ts';
import { type Administering, type RunningAuthz, startAuthz } from './start-authz.ts';

const POLICY = '/v1/policy';
const NOBODY = { ...EMPTY, defaults: false };
const WITH_DEV = { ...EMPTY, bindings: [DEV] };
const READER = { ...DEV, role: 'reader' };

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(() => authz.stop());

/** What a dry run answers; nothing may have been written, and nobody told. */
async function dry(method: string, path: string, options: Administering = {}, query = ''): Promise<Answer> {
  const { keys } = await authz.bucket.list('');
  const told = structuredClone(authz.told);
  const answer = await ask(authz, method, `${path}?dryRun=true${query}`, options);
  expect((await authz.bucket.list('')).keys).toEqual(keys);
  expect(authz.told).toEqual(told);
  return answer;
}

describe('a dry run of the whole policy', () => {
  test('says what would be different, and what of it decides nothing', async () => {
    const ended = { ...DEV, id: 'ended', notAfter: '2020-01-01T00:00:00Z' };
    const before = await ask(authz, 'GET', POLICY);
    const body = { ...WITH_DEV, bindings: [DEV, ended] };
    expect(await dry('PUT', POLICY, { body })).toEqual({
      status: 200,
      etag: before.etag,
      body: {
        policy: body,
        revision: 0,
        isChanged: true,
        isDryRun: true,
        diff: [
          { kind: 'added', path: 'bindings/dev-team', after: DEV },
          { kind: 'added', path: 'bindings/ended', after: ended },
        ],
        warnings: [expect.objectContaining({ rule: 'ended', kind: 'ended' })],
        areWarningsComplete: true,
      },
    });
    expect(await ask(authz, 'GET', POLICY)).toEqual(before);
  });

  test('of what is there already has no difference', async () => {
    const { etag } = await ask(authz, 'PUT', POLICY, { body: WITH_DEV });
    const tried = await dry('PUT', POLICY, { body: WITH_DEV });
    expect(tried).toMatchObject({
      status: 200,
      etag,
      body: { revision: 1, isChanged: false, isDryRun: true, diff: [] },
    });
  });

  test('is refused as the write is', async () => {
    await ask(authz, 'PUT', POLICY, { body: WITH_DEV });
    const cases: Administering[] = [
      { body: NOBODY, ...ifMatch((await ask(authz, 'GET', POLICY)).etag) },
      { body: EMPTY, ...ifMatch('"0-0123456789abcdef"') },
      { body: EMPTY },
      { body: { ...EMPTY, bindings: [{ ...DEV, role: 'owner' }] } },
      { body: { ...EMPTY, rules: [] } },
    ];
    const tried = await Promise.all(cases.map((options) => ask(authz, 'PUT', `${POLICY}?dryRun=true`, options)));
    expect(authz.told.refused).toEqual([]);
    const written = await Promise.all(cases.map((options) => ask(authz, 'PUT', POLICY, options)));
    expect(tried.map(({ status }) => status)).toEqual([409, 412, 412, 400, 400]);
    expect(tried).toEqual(written);
  });

  test('may be forced, as the write may', async () => {
    expect(await dry('PUT', POLICY, { body: NOBODY }, '&force=true')).toMatchObject({
      status: 200,
      body: { isChanged: true, diff: [{ kind: 'changed', path: 'defaults' }] },
    });
  });

  test.each(['dryRun=yes', 'dryRun=', 'dryRun=true&dryRun=true'])('?%s is no dry run, and no write', async (query) => {
    expect((await ask(authz, 'PUT', `${POLICY}?${query}`, { body: WITH_DEV })).status).toBe(400);
    expect(authz.told.changed).toEqual([]);
  });

  test('?dryRun=false writes', async () => {
    expect(await ask(authz, 'PUT', `${POLICY}?dryRun=false`, { body: WITH_DEV })).toMatchObject({
      status: 201,
      body: { revision: 1 },
    });
  });

  test('who may not write may not try it, and is told of', async () => {
    expect((await ask(authz, 'PUT', `${POLICY}?dryRun=true`, { body: EMPTY, actions: ['read'] })).status).toBe(403);
    expect(authz.told.refused).toMatchObject([{ why: 'insufficient-scope' }]);
  });

  test('of a policy that cannot be read says whether the next one would do', async () => {
    await authz.putPolicy('{broken');
    const { etag } = await ask(authz, 'GET', POLICY);
    expect(await dry('PUT', POLICY, { body: NOBODY, ...ifMatch(etag) })).toMatchObject({ status: 409 });
    expect(await dry('PUT', POLICY, { body: WITH_DEV, ...ifMatch('"0123"') })).toMatchObject({ status: 412 });
    expect(await dry('PUT', POLICY, { body: WITH_DEV, ...ifMatch(etag) })).toMatchObject({
      status: 200,
      etag,
      body: { policy: WITH_DEV, revision: null, isChanged: true, isDryRun: true, diff: null },
    });
  });
});

test('a dry run of a restore says what would come back', async () => {
  await ask(authz, 'PUT', POLICY, { body: WITH_DEV });
  expect(await dry('POST', '/v1/revisions/0/restore')).toMatchObject({
    status: 200,
    body: { policy: EMPTY, revision: 1, isDryRun: true, diff: [{ kind: 'removed', path: 'bindings/dev-team' }] },
  });
});

describe('a dry run of one rule', () => {
  test.each([
    ['bindings/dev-team', 'binding', DEV],
    ['denials/freeze', 'denial', FREEZE],
    ['roles/deployer', 'role', { name: 'deployer', ...DEPLOYER }],
  ])('%s: creates nothing', async (path, one, rule) => {
    const tried = await dry('PUT', `/v1/${path}`, { body: rule });
    expect(tried).toMatchObject({ status: 200, etag: '', body: { revision: 0, isChanged: true, isDryRun: true } });
    expect(tried.body).toMatchObject({ [one]: rule, diff: [{ kind: 'added', path }] });
    expect((await ask(authz, 'GET', `/v1/${path}`)).status).toBe(404);
  });

  test('replaces and deletes nothing, and has the ETag of what there is', async () => {
    const { etag } = await ask(authz, 'PUT', '/v1/bindings/dev-team', { body: DEV });
    const replaced = await dry('PUT', '/v1/bindings/dev-team', { body: READER, ...ifMatch(etag) });
    const change = { kind: 'changed', path: 'bindings/dev-team', before: DEV, after: READER };
    expect(replaced).toMatchObject({ status: 200, etag, body: { binding: READER, revision: 1, diff: [change] } });
    expect(await dry('PUT', '/v1/bindings/dev-team', { body: DEV })).toMatchObject({
      status: 200,
      etag,
      body: { isChanged: false, isDryRun: true, diff: [] },
    });
    const deleted = await dry('DELETE', '/v1/bindings/dev-team', ifMatch(etag));
    expect(deleted).toMatchObject({ status: 200, etag, body: { isDryRun: true, diff: [{ kind: 'removed' }] } });
    expect(await ask(authz, 'GET', '/v1/bindings/dev-team')).toMatchObject({ status: 200, etag, body: DEV });
  });

  test('is refused as the write is', async () => {
    await ask(authz, 'PUT', '/v1/bindings/dev-team', { body: DEV });
    const all = { type: 'policy', name: 'default', actions: ['*'] };
    const lockOut = { ...FREEZE, permissions: [all] };
    expect((await dry('PUT', '/v1/denials/freeze', { body: lockOut })).status).toBe(409);
    expect((await dry('PUT', '/v1/denials/dev-team', { body: { ...FREEZE, id: 'dev-team' } })).status).toBe(409);
    expect((await dry('PUT', '/v1/bindings/dev-team', { body: READER })).status).toBe(412);
    expect((await dry('DELETE', '/v1/bindings/dev-team', ifMatch('"0"'))).status).toBe(412);
    expect((await dry('DELETE', '/v1/bindings/dev-team')).status).toBe(428);
    expect((await dry('DELETE', '/v1/bindings/nobody', ifMatch('"0"'))).status).toBe(404);
  });
});
