import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { ask, DEV, EMPTY, FREEZE, ifMatch } from './policy-client.ts';
import { type RunningAuthz, startAuthz } from './start-authz.ts';

const AT = '2026-06-01T00:00:00.000Z';

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
  await ask(authz, 'PUT', '/v1/bindings/dev-team?reason=The%20team', { body: DEV });
  await ask(authz, 'PUT', '/v1/denials/freeze', { body: FREEZE, account: 'bob' });
  const { etag } = await ask(authz, 'GET', '/v1/bindings/dev-team');
  await ask(authz, 'PUT', '/v1/bindings/dev-team', { body: { ...DEV, role: 'reader' }, ...ifMatch(etag) });
});

afterEach(() => authz.stop());

const numbersOf = (body: unknown): number[] =>
  z
    .object({ revisions: z.array(z.object({ number: z.number() })) })
    .parse(body)
    .revisions.map(({ number }) => number);

describe('GET /v1/revisions', () => {
  test('tells who changed what, when and why, newest first', async () => {
    const { status, body } = await ask(authz, 'GET', '/v1/revisions');
    expect([status, numbersOf(body), body['next']]).toEqual([200, [3, 2, 1], null]);
    expect(body['revisions']).toMatchObject([
      { number: 3, author: 'admin', reason: null, changes: { changed: ['bindings/dev-team'] } },
      { number: 2, author: 'bob', at: AT, changes: { added: ['denials/freeze'] } },
      { number: 1, author: 'admin', reason: 'The team', etag: expect.stringMatching(/^1-/) },
    ]);
  });

  test('goes on page by page', async () => {
    const first = await ask(authz, 'GET', '/v1/revisions?limit=2');
    expect(numbersOf(first.body).length).toBeGreaterThan(0);
    const rest = await ask(authz, 'GET', `/v1/revisions?limit=2&cursor=${String(first.body['next'])}`);
    expect([...numbersOf(first.body), ...numbersOf(rest.body)]).toEqual([3, 2, 1]);
  });

  test.each(['limit=0', 'cursor=YQ', 'cursor=LTE', 'author=bob'])('refuses ?%s', async (query) => {
    expect((await ask(authz, 'GET', `/v1/revisions?${query}`)).status).toBe(400);
  });
});

describe('GET /v1/revisions/:number', () => {
  test.each([
    [3, [{ kind: 'changed', path: 'bindings/dev-team', before: DEV, after: { ...DEV, role: 'reader' } }]],
    [2, [{ kind: 'added', path: 'denials/freeze', after: FREEZE }]],
    [1, [{ kind: 'added', path: 'bindings/dev-team', after: DEV }]],
    [0, []],
  ])('%i has what it changed', async (number, diff) => {
    expect(await ask(authz, 'GET', `/v1/revisions/${number}`)).toMatchObject({ status: 200, body: { number, diff } });
  });

  test('its policy is the document as it was', async () => {
    const was = { ...EMPTY, bindings: [DEV] };
    const read = await ask(authz, 'GET', '/v1/revisions/1/policy');
    expect(read).toEqual({ status: 200, etag: expect.stringMatching(/^"1-/), body: was });
    const again = await ask(authz, 'GET', '/v1/revisions/1/policy', { headers: { 'if-none-match': read.etag } });
    expect(again.status).toBe(304);
    expect((await ask(authz, 'GET', '/v1/revisions/0/policy')).body).toEqual(EMPTY);
  });

  test.each(['4', '01', '-1', '1.0', 'x', '__proto__', '1%2F2', '99999999999', '9999999999999999999'])(
    'there is no %s',
    async (number) => {
      expect((await ask(authz, 'GET', `/v1/revisions/${number}`)).status).toBe(404);
      expect((await ask(authz, 'GET', `/v1/revisions/${number}/policy`)).status).toBe(404);
      expect((await ask(authz, 'POST', `/v1/revisions/${number}/restore`)).status).toBe(404);
    },
  );

  test('one that cannot be read is told of, and leaves the others alone', async () => {
    for (const key of Object.keys(authz.bucket.contents())) {
      if (key.startsWith('policy/documents/')) await authz.bucket.put(key, new TextEncoder().encode('broken'));
    }
    const broken = await ask(authz, 'GET', '/v1/revisions/1');
    expect(broken).toMatchObject({ status: 409, etag: '', body: { title: 'Broken document' } });
    expect(await ask(authz, 'GET', '/v1/revisions/3')).toMatchObject({ status: 200, body: { number: 3, diff: null } });
    expect((await ask(authz, 'GET', '/v1/policy')).status).toBe(200);
  });
});

describe('POST /v1/revisions/:number/restore', () => {
  test('makes a new revision of the old document', async () => {
    const restored = await ask(authz, 'POST', '/v1/revisions/1/restore?reason=Too%20soon', { account: 'carol' });
    expect(restored).toMatchObject({
      status: 200,
      body: { revision: 4, isChanged: true, policy: { bindings: [DEV], denials: [] } },
    });
    expect(await ask(authz, 'GET', '/v1/policy')).toMatchObject({ etag: restored.etag, body: { bindings: [DEV] } });
    const { body } = await ask(authz, 'GET', '/v1/revisions?limit=1');
    expect(body['revisions']).toMatchObject([{ number: 4, author: 'carol', reason: 'Too soon', restored: 1 }]);
    expect(authz.told.changed.at(-1)).toMatchObject({ number: 4, restored: 1 });
  });

  test('what is there already changes nothing', async () => {
    expect(await ask(authz, 'POST', '/v1/revisions/3/restore')).toMatchObject({
      status: 200,
      body: { revision: 3, isChanged: false },
    });
  });

  test('the default policy can be restored', async () => {
    expect(await ask(authz, 'POST', '/v1/revisions/0/restore')).toMatchObject({ status: 200, body: { policy: EMPTY } });
  });

  test('honours If-Match', async () => {
    const { etag } = await ask(authz, 'GET', '/v1/revisions/2/policy');
    const refused = await ask(authz, 'POST', '/v1/revisions/1/restore', ifMatch(etag));
    expect(refused).toMatchObject({ status: 412, body: { changes: [{ number: 3 }] } });
    expect(authz.told.refused).toMatchObject([{ change: 'POST revisions/1', why: 'precondition' }]);
    const current = await ask(authz, 'GET', '/v1/policy');
    expect((await ask(authz, 'POST', '/v1/revisions/1/restore', ifMatch(current.etag))).status).toBe(200);
  });

  test.each([
    ['?force=1', {}],
    ['?reason=', {}],
    ['', { 'if-match': '*' }],
    ['', { 'if-none-match': '*' }],
  ])('refuses %s with %j', async (query, headers) => {
    expect((await ask(authz, 'POST', `/v1/revisions/1/restore${query}`, { headers })).status).toBe(400);
  });

  test('a lock-out is refused, unless it is forced', async () => {
    const nobody = { ...EMPTY, defaults: false };
    const before = await ask(authz, 'GET', '/v1/policy');
    await ask(authz, 'PUT', '/v1/policy?force=true', { body: nobody, ...ifMatch(before.etag) });
    expect((await ask(authz, 'POST', '/v1/revisions/3/restore')).status).toBe(200);
    expect(await ask(authz, 'POST', '/v1/revisions/4/restore')).toMatchObject({
      status: 409,
      body: { title: 'Lock-out' },
    });
    expect((await ask(authz, 'POST', '/v1/revisions/4/restore?force=true')).status).toBe(200);
  });

  test('needs the scope to write', async () => {
    expect((await ask(authz, 'POST', '/v1/revisions/1/restore', { actions: ['read'] })).status).toBe(403);
    expect(authz.told.refused).toMatchObject([{ change: 'POST revisions/1', why: 'insufficient-scope' }]);
  });
});
