import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { ask, DEV, EMPTY, FREEZE, ifMatch } from './policy-client.ts';
import { MAX_AGE_MS, type RunningAuthz, startAuthz } from './start-authz.ts';

const POLICY = '/v1/policy';
const WITH_DEV = { ...EMPTY, bindings: [DEV] };
const TOLD = { account: 'admin', address: expect.any(String), userAgent: expect.any(String), change: 'PUT policy' };

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(() => authz.stop());

describe('GET /v1/policy', () => {
  test('is the default policy, revision 0, where nobody wrote one', async () => {
    const { status, etag, body } = await ask(authz, 'GET', POLICY);
    expect({ status, body }).toEqual({ status: 200, body: EMPTY });
    expect(etag).toMatch(/^"0-[0-9a-f]{16}"$/);
  });

  test('is not sent again to who has it', async () => {
    const { etag } = await ask(authz, 'GET', POLICY);
    const again = await ask(authz, 'GET', POLICY, { headers: { 'if-none-match': etag } });
    expect(again).toEqual({ status: 304, etag, body: {} });
    expect((await ask(authz, 'GET', POLICY, { headers: { 'if-none-match': '"0-0"' } })).status).toBe(200);
  });

  test('takes no parameters', async () => {
    const detail = 'There is no query parameter "revision" here: none at all.';
    expect(await ask(authz, 'GET', `${POLICY}?revision=1`)).toMatchObject({ status: 400, body: { detail } });
  });
});

describe('PUT /v1/policy', () => {
  test('creates without a precondition, is in force, in the history and told of', async () => {
    const created = await ask(authz, 'PUT', `${POLICY}?reason=The%20team`, { body: WITH_DEV });
    expect(created).toEqual({
      status: 201,
      etag: expect.stringMatching(/^"1-[0-9a-f]{16}"$/),
      body: { policy: WITH_DEV, revision: 1, isChanged: true, warnings: [], areWarningsComplete: true },
    });
    expect(await ask(authz, 'GET', POLICY)).toEqual({ status: 200, etag: created.etag, body: WITH_DEV });
    authz.clock.advance(MAX_AGE_MS);
    const scopes = [{ type: 'repository', name: 'team/app', actions: ['push'] }];
    const labels = { groups: ['dev'] };
    const asked = await authz.post({ account: 'alice', labels, address: null, service: 'a', scopes });
    expect(await asked.json()).toMatchObject({ decisions: [{ granted: ['push'], rule: 'dev-team' }] });
    expect(authz.told.changed).toMatchObject([{ number: 1, author: 'admin', reason: 'The team' }]);
    expect(authz.told.refused).toEqual([]);
  });

  test('what was read can be written back, which changes nothing', async () => {
    const created = await ask(authz, 'PUT', POLICY, { body: WITH_DEV });
    const read = await ask(authz, 'GET', POLICY);
    const again = await ask(authz, 'PUT', POLICY, { body: read.body, ...ifMatch(read.etag) });
    expect(again).toMatchObject({ status: 200, etag: created.etag, body: { revision: 1, isChanged: false } });
  });

  test('what a body leaves out is as in an empty policy, and what is stored is whole', async () => {
    expect(await ask(authz, 'PUT', POLICY, { body: { bindings: [DEV] } })).toMatchObject({
      body: { policy: WITH_DEV },
    });
    expect((await ask(authz, 'GET', POLICY)).body).toEqual(WITH_DEV);
    const simulation = await ask(authz, 'POST', '/v1/simulate', { body: { policy: {} } });
    expect(simulation.body['diff']).toEqual([{ kind: 'removed', path: 'bindings/dev-team', before: DEV }]);
  });

  test('put twice for want of an answer, it is no conflict', async () => {
    await ask(authz, 'PUT', POLICY, { body: WITH_DEV });
    const again = await ask(authz, 'PUT', POLICY, { body: WITH_DEV });
    expect(again).toMatchObject({ status: 200, body: { revision: 1, isChanged: false } });
    const stale = await ask(authz, 'PUT', POLICY, { body: WITH_DEV, ...ifMatch('"0-0123456789abcdef"') });
    expect(stale).toMatchObject({ status: 200, body: { revision: 1, isChanged: false } });
    expect(authz.told.changed).toHaveLength(1);
  });

  test('without a precondition replaces nothing', async () => {
    await ask(authz, 'PUT', POLICY, { body: WITH_DEV });
    const refused = await ask(authz, 'PUT', POLICY, { body: EMPTY });
    expect(refused).toMatchObject({
      status: 412,
      body: { changes: [{ number: 1, author: 'admin' }], isComplete: true },
    });
    expect((await ask(authz, 'GET', POLICY)).body).toEqual(WITH_DEV);
  });

  test('412 says who changed what meanwhile, in which revision, and why', async () => {
    const { etag } = await ask(authz, 'PUT', POLICY, { body: EMPTY });
    await ask(authz, 'PUT', '/v1/bindings/dev-team?reason=New%20team', { body: DEV, account: 'bob' });
    await ask(authz, 'PUT', '/v1/denials/freeze', { body: FREEZE, account: 'carol' });
    const refused = await ask(authz, 'PUT', POLICY, { body: WITH_DEV, ...ifMatch(etag) });
    expect(refused).toMatchObject({
      status: 412,
      body: {
        detail: expect.stringMatching(/revision 3, by carol at 2026/),
        changes: [
          { number: 3, author: 'carol', changes: { added: ['denials/freeze'] } },
          { number: 2, author: 'bob', reason: 'New team', changes: { added: ['bindings/dev-team'] } },
        ],
        isComplete: true,
      },
    });
    expect(authz.told.refused).toMatchObject([{ ...TOLD, why: 'precondition' }]);
  });

  test('412 tells of 20 revisions, and that there are more', async () => {
    const { etag } = await ask(authz, 'PUT', POLICY, { body: EMPTY });
    for (let index = 0; index < 21; index += 1) {
      await ask(authz, 'PUT', `/v1/bindings/b${index}`, { body: { ...DEV, id: `b${index}` } });
    }
    const { body } = await ask(authz, 'PUT', POLICY, { body: EMPTY, ...ifMatch(etag) });
    expect(body['changes']).toHaveLength(20);
    expect(body).toMatchObject({ isComplete: false, detail: expect.stringContaining('Not everything') });
  });

  test.each(['"7-0123456789abcdef"', '"some-other"', '"0123"'])(
    '412 to %s says that it cannot be told',
    async (etag) => {
      await ask(authz, 'PUT', POLICY, { body: EMPTY });
      const refused = await ask(authz, 'PUT', POLICY, { body: WITH_DEV, ...ifMatch(etag) });
      expect(refused).toMatchObject({ status: 412, body: { changes: [], isComplete: false } });
    },
  );

  test.each([
    [
      'a role that there is not',
      { ...EMPTY, bindings: [DEV, { ...DEV, id: 'ops', role: 'owner' }] },
      '$.bindings[1].role',
    ],
    ['a pattern that means nothing', { ...EMPTY, bindings: [{ ...DEV, names: ['team**'] }] }, '$.bindings[0].names[0]'],
    ['another schema', { ...EMPTY, schema: 2 }, '$.schema'],
    ['a member that nobody knows', { ...EMPTY, rules: [] }, '$'],
    ['an id twice', { ...EMPTY, bindings: [DEV, DEV] }, '$.bindings[1].id'],
    ['an id of the defaults', { ...EMPTY, bindings: [{ ...DEV, id: 'default:x' }] }, '$.bindings[0].id'],
    ['a built-in role', { ...EMPTY, roles: { reader: { permissions: FREEZE.permissions } } }, '$.roles.reader'],
    ['no list', { ...EMPTY, denials: {} }, '$.denials'],
  ])('%s is refused, with its place', async (_title, body, path) => {
    const refused = await ask(authz, 'PUT', POLICY, { body });
    const pointer = path.replace('$', '').replaceAll(/[.[]/g, '/').replaceAll(']', '');
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path, pointer, detail: expect.any(String) }] } });
    expect(authz.told.refused).toEqual([{ ...TOLD, why: 'invalid', reason: 'The body is not what this route takes.' }]);
    expect(await ask(authz, 'GET', POLICY)).toMatchObject({ body: EMPTY, etag: expect.stringMatching(/^"0-/) });
  });

  test.each([
    ['', 400],
    ['{', 400],
    ['{"schema":1,"defaults":true,"roles":{},"bindings":[],"denials":[],"denials":[]}', 400],
    ['{"schema":1,"defaults":true,"roles":{"__proto__":{}},"bindings":[],"denials":[]}', 400],
    [String.raw`{"schema":1,"defaults":true,"roles":{"\u005f_proto__":{}},"bindings":[],"denials":[]}`, 400],
  ])('no word of a body gets lost: %s', async (body, status) => {
    const headers = { 'content-type': 'application/json' };
    expect((await authz.administer('PUT', POLICY, { body, headers })).status).toBe(status);
  });

  test('of thousands of errors it names a hundred, and that there are more', async () => {
    const bindings = Array.from({ length: 3000 }, (_, index) => ({ ...DEV, id: `b${index}`, role: 'owner' }));
    const { status, body } = await ask(authz, 'PUT', POLICY, { body: { ...EMPTY, bindings } });
    expect([status, body['hasMoreErrors']]).toEqual([400, true]);
    expect(body['errors']).toHaveLength(100);
    const shapeless = { ...EMPTY, bindings: Array.from({ length: 3000 }, () => 0) };
    expect((await ask(authz, 'PUT', POLICY, { body: shapeless })).body['errors']).toHaveLength(100);
  });

  test.each([
    ['reason=', 400],
    [`reason=${'x'.repeat(501)}`, 400],
    ['reason=a%0Ab', 400],
    ['force=yes', 400],
    ['dry-run=true', 400],
    ['reason=a&reason=b', 400],
  ])('?%s is %i', async (query, status) => {
    expect((await ask(authz, 'PUT', `${POLICY}?${query}`, { body: WITH_DEV })).status).toBe(status);
    expect(authz.told.changed).toEqual([]);
  });

  test('an unknown parameter is named to who sent it, and to nobody else', async () => {
    const detail = 'There is no query parameter "secret-word" here: only reason, force, dryRun.';
    expect(await ask(authz, 'PUT', `${POLICY}?secret-word=1`, { body: WITH_DEV })).toMatchObject({
      status: 400,
      body: { detail },
    });
    expect(authz.told.refused).toMatchObject([
      { ...TOLD, why: 'invalid', reason: 'There is no such query parameter.' },
    ]);
  });

  test('a reason of a megabyte is refused before anything', async () => {
    const response = await authz.administer('PUT', `${POLICY}?reason=${'x'.repeat(1024 * 1024)}`, { body: WITH_DEV });
    expect(response.status).toBe(431);
  });

  test.each([
    [{ 'if-match': '*' }, 400],
    [{ 'if-match': 'W/"1-0"' }, 400],
    [{ 'if-match': '"1"', 'if-none-match': '*' }, 400],
    [{ 'content-type': 'text/plain' }, 415],
  ])('%j is %i', async (headers, status) => {
    expect((await ask(authz, 'PUT', POLICY, { body: WITH_DEV, headers })).status).toBe(status);
  });

  test('says what of it decides nothing', async () => {
    const ended = { ...DEV, id: 'ended', notAfter: '2020-01-01T00:00:00Z' };
    const { body } = await ask(authz, 'PUT', POLICY, { body: { ...EMPTY, bindings: [DEV, ended] } });
    expect(body).toMatchObject({
      warnings: [{ rule: 'ended', kind: 'ended', path: expect.stringContaining('$.bindings[1]') }],
    });
  });
});

describe('a change that locks out whoever makes it', () => {
  const nobody = { ...EMPTY, defaults: false };

  test('is refused with the reason, unless it is forced, which the history keeps', async () => {
    const refused = await ask(authz, 'PUT', POLICY, { body: nobody });
    expect(refused).toMatchObject({
      status: 409,
      body: { type: 'urn:wharfinger:problem:lock-out', detail: expect.stringContaining('force=true') },
    });
    expect(authz.told.refused).toMatchObject([{ ...TOLD, why: 'lock-out' }]);
    expect((await ask(authz, 'PUT', `${POLICY}?force=false`, { body: nobody })).status).toBe(409);
    expect((await ask(authz, 'PUT', `${POLICY}?force=true`, { body: nobody })).status).toBe(201);
    expect(authz.told.changed).toMatchObject([{ number: 1, isForced: true }]);
  });

  test('force marks nothing that needs no force', async () => {
    await ask(authz, 'PUT', `${POLICY}?force=true`, { body: WITH_DEV });
    expect(authz.told.changed).toMatchObject([{ number: 1 }]);
    expect(authz.told.changed[0]).not.toHaveProperty('isForced');
  });
});

describe('who may', () => {
  test.each([
    ['GET', ['write'], 403],
    ['PUT', ['read'], 403],
    ['PUT', [], 403],
    ['GET', ['read'], 200],
    ['PUT', ['write'], 201],
  ])('%s with %j is %i', async (method, actions, status) => {
    const body = method === 'PUT' ? { body: WITH_DEV } : {};
    expect((await ask(authz, method, POLICY, { ...body, actions })).status).toBe(status);
    const why = status === 403 && method === 'PUT' ? [{ ...TOLD, why: 'insufficient-scope' }] : [];
    expect(authz.told.refused).toMatchObject(why);
  });

  test('nobody without a token, of which nobody is told', async () => {
    const requests = [
      authz.get(POLICY),
      authz.administer('PUT', POLICY, { headers: { authorization: 'Bearer a.b.c' } }),
    ];
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual([401, 401]);
    expect(authz.told.refused).toEqual([]);
  });
});
