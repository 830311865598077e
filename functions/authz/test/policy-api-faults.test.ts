import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { answerOf, ask, DEV, EMPTY, FREEZE, ifMatch } from './policy-client.ts';
import { type RunningAuthz, startAuthz } from './start-authz.ts';

const POLICY = '/v1/policy';
const WITH_DEV = { ...EMPTY, bindings: [DEV] };

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(() => authz.stop());

describe('a stored policy that cannot be', () => {
  const NOBODY = { ...EMPTY, defaults: false };

  test.each([
    ['no JSON', '{broken', ''],
    ['no list', JSON.stringify({ ...EMPTY, bindings: 7 }), '/bindings'],
  ])('read (%s) is told of with its ETag, and nothing else can be written', async (_title, text, pointer) => {
    await authz.putPolicy(text);
    const broken = await ask(authz, 'GET', POLICY);
    const body = { errors: [{ pointer }], detail: expect.stringContaining('PUT /v1/policy') };
    expect(broken).toMatchObject({ status: 409, body, etag: expect.stringMatching(/^"[^"]+"$/) });
    expect(await ask(authz, 'PUT', '/v1/bindings/dev-team', { body: DEV })).toMatchObject({ status: 409, body });
    expect(await ask(authz, 'PUT', POLICY, { body: WITH_DEV })).toMatchObject({ status: 409, etag: broken.etag });
    expect(authz.told.changed).toEqual([]);
  });

  test.each([
    ['no JSON', '{broken'],
    ['a role that there is not', JSON.stringify({ ...EMPTY, bindings: [{ ...DEV, role: 'owner' }] })],
    ['no list', JSON.stringify({ ...EMPTY, bindings: 7 })],
  ])('(%s) is replaced by who names it, and by nobody else', async (_title, text) => {
    await authz.putPolicy(text);
    const { etag } = await ask(authz, 'GET', POLICY);
    expect((await ask(authz, 'PUT', POLICY, { body: WITH_DEV, ...ifMatch('"0123"') })).status).toBe(412);
    expect((await ask(authz, 'PUT', POLICY, { body: NOBODY, ...ifMatch(etag) })).status).toBe(409);
    const mended = await ask(authz, 'PUT', POLICY, { body: WITH_DEV, ...ifMatch(etag) });
    expect(mended).toMatchObject({ status: 200, body: { policy: WITH_DEV, isChanged: true } });
    expect(await ask(authz, 'GET', POLICY)).toMatchObject({ status: 200, body: WITH_DEV, etag: mended.etag });
    expect(authz.told.changed).toHaveLength(1);
  });

  test('read is replaced by what locks everybody out only when it is forced', async () => {
    await authz.putPolicy('{broken');
    const { etag } = await ask(authz, 'GET', POLICY);
    const forced = await ask(authz, 'PUT', `${POLICY}?force=true`, { body: NOBODY, ...ifMatch(etag) });
    expect(forced.status).toBe(200);
    expect(authz.told.changed).toMatchObject([{ isForced: true }]);
  });
});

describe('an earlier revision', () => {
  test.each<[string, (authz: RunningAuthz) => Promise<void>]>([
    ['cannot be read', ({ putPolicy }) => putPolicy('{broken')],
    ['is gone', ({ bucket }) => bucket.delete('policy/policy.json')],
  ])('takes the place of a policy that %s, and the history can be read meanwhile', async (_title, lose) => {
    await ask(authz, 'PUT', POLICY, { body: WITH_DEV });
    await ask(authz, 'PUT', '/v1/denials/freeze', { body: FREEZE });
    await lose(authz);
    const lost = await ask(authz, 'GET', POLICY);
    expect(lost).toMatchObject({ status: 409, etag: expect.stringMatching(/^"[^"]+"$/) });
    expect(await ask(authz, 'GET', '/v1/revisions')).toMatchObject({
      status: 200,
      body: { revisions: [{ number: 2 }, {}] },
    });
    const restore = '/v1/revisions/1/restore';
    expect((await ask(authz, 'POST', restore, ifMatch('"0123"'))).status).toBe(412);
    const tried = await ask(authz, 'POST', `${restore}?dryRun=true`);
    expect(tried).toMatchObject({ status: 200, etag: lost.etag, body: { policy: WITH_DEV, diff: null } });
    expect(await ask(authz, 'POST', restore)).toMatchObject({ status: 200, body: { policy: WITH_DEV, revision: 3 } });
    expect(await ask(authz, 'GET', POLICY)).toMatchObject({ status: 200, body: WITH_DEV });
    expect(authz.told.changed.at(-1)).toMatchObject({ number: 3, restored: 1 });
  });

  test('or a document of one’s own, by its ETag alone', async () => {
    await ask(authz, 'PUT', POLICY, { body: WITH_DEV });
    await authz.bucket.delete('policy/policy.json');
    const { etag } = await ask(authz, 'GET', POLICY);
    expect(await ask(authz, 'PUT', POLICY, { body: EMPTY })).toMatchObject({ status: 409, etag });
    expect(await ask(authz, 'PUT', POLICY, { body: EMPTY, ...ifMatch(etag) })).toMatchObject({
      status: 200,
      body: { policy: EMPTY, revision: 2 },
    });
  });
});

describe('a store that is down', () => {
  test.each([
    ['GET', POLICY],
    ['PUT', POLICY],
    ['GET', '/v1/bindings'],
    ['GET', '/v1/roles/reader'],
    ['PUT', '/v1/denials/freeze'],
    ['DELETE', '/v1/bindings/dev-team'],
    ['GET', '/v1/revisions'],
    ['POST', '/v1/revisions/0/restore'],
  ])('is 503 to %s %s, to be asked again, and no refusal', async (method, path) => {
    authz.bucket.failNext(50);
    const bodies: Record<string, unknown> = { [POLICY]: WITH_DEV, '/v1/denials/freeze': FREEZE };
    const body = method === 'PUT' ? { body: bodies[path] } : {};
    const response = await authz.administer(method, path, { ...body, ...(method === 'DELETE' ? ifMatch('"0"') : {}) });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await answerOf(response)).body).toMatchObject({ status: 503 });
    expect(authz.told).toMatchObject({ changed: [], refused: [] });
  });
});
