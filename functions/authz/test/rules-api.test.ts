import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { ask, DEPLOYER, DEV, EMPTY, FREEZE, ifMatch } from './policy-client.ts';
import { type RunningAuthz, startAuthz } from './start-authz.ts';

const { id: devId, ...devBody } = DEV;
const { id: freezeId, ...freezeBody } = FREEZE;

/** `body` has no name, as the path does; `next` is what it is changed to. */
const KINDS = [
  {
    kind: 'roles',
    one: 'role',
    idMember: 'name',
    id: 'deployer',
    body: DEPLOYER,
    next: { permissions: FREEZE.permissions },
  },
  { kind: 'bindings', one: 'binding', idMember: 'id', id: devId, body: devBody, next: { ...devBody, role: 'reader' } },
  {
    kind: 'denials',
    one: 'denial',
    idMember: 'id',
    id: freezeId,
    body: freezeBody,
    next: { ...freezeBody, notAfter: '2027-01-01T00:00:00Z' },
  },
] as const;

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(() => authz.stop());

describe.each(KINDS)('/v1/$kind', ({ kind, one, idMember, id, body, next }) => {
  const path = `/v1/${kind}/${id}`;
  const rule = { [idMember]: id, ...body };

  test('one is created, read, replaced and deleted, each time as the version that is named', async () => {
    const created = await ask(authz, 'PUT', `${path}?reason=Why%20not`, { body });
    expect(created).toEqual({
      status: 201,
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      body: { [one]: rule, revision: 1, isChanged: true, warnings: expect.any(Array), areWarningsComplete: true },
    });
    const read = await ask(authz, 'GET', path);
    expect(read).toEqual({ status: 200, etag: created.etag, body: rule });
    expect(await ask(authz, 'GET', path, { headers: { 'if-none-match': read.etag } })).toMatchObject({
      status: 304,
      body: {},
    });
    const replaced = await ask(authz, 'PUT', path, { body: { ...read.body, ...next }, ...ifMatch(read.etag) });
    expect(replaced).toMatchObject({
      status: 200,
      body: { [one]: { [idMember]: id, ...next }, revision: 2, isChanged: true },
    });
    expect(replaced.etag).not.toBe(created.etag);
    const deleted = await ask(authz, 'DELETE', `${path}?reason=Over`, ifMatch(replaced.etag));
    expect(deleted).toMatchObject({ status: 200, body: { revision: 3 } });
    expect((await ask(authz, 'GET', path)).status).toBe(404);
    expect((await ask(authz, 'GET', '/v1/policy')).body).toEqual(EMPTY);
    expect(authz.told.changed.map(({ reason, changes }) => [reason, changes])).toEqual([
      ['Why not', { added: [`${kind}/${id}`], changed: [], removed: [] }],
      [null, { added: [], changed: [`${kind}/${id}`], removed: [] }],
      ['Over', { added: [], changed: [], removed: [`${kind}/${id}`] }],
    ]);
  });

  test('what is asked for twice for want of an answer is no conflict', async () => {
    const { etag } = await ask(authz, 'PUT', path, { body });
    expect(await ask(authz, 'PUT', path, { body: rule })).toMatchObject({
      status: 200,
      etag,
      body: { isChanged: false, revision: 1 },
    });
    await ask(authz, 'PUT', path, { body: next, ...ifMatch(etag) });
    const again = await ask(authz, 'PUT', path, { body: next, ...ifMatch(etag) });
    expect(again).toMatchObject({ status: 200, body: { isChanged: false, revision: 2 } });
    await ask(authz, 'DELETE', path, ifMatch(again.etag));
    expect((await ask(authz, 'DELETE', path, ifMatch(again.etag))).status).toBe(404);
    expect(authz.told.changed).toHaveLength(3);
    expect(authz.told.refused).toMatchObject([{ change: `DELETE ${kind}/${id}`, why: 'missing', account: 'admin' }]);
  });

  test('a precondition that fails says who changed it last, whatever came after', async () => {
    const { etag } = await ask(authz, 'PUT', path, { body });
    await ask(authz, 'PUT', `${path}?reason=Later`, { body: next, account: 'bob', ...ifMatch(etag) });
    await ask(authz, 'PUT', '/v1/bindings/other', { body: devBody, account: 'carol' });
    const isBobs = { changes: [{ number: 2, author: 'bob', reason: 'Later' }], isComplete: true };
    const third = kind === 'denials' ? { ...body, notAfter: '2028-01-01T00:00:00Z' } : body;
    expect(await ask(authz, 'PUT', path, { body: third, ...ifMatch(etag) })).toMatchObject({
      status: 412,
      body: isBobs,
    });
    expect(await ask(authz, 'PUT', path, { body: third })).toMatchObject({ status: 412, body: isBobs });
    expect(await ask(authz, 'DELETE', path, ifMatch(etag))).toMatchObject({ status: 412, body: isBobs });
    expect(authz.told.refused.map(({ why }) => why)).toEqual(['precondition', 'precondition', 'precondition']);
    expect((await ask(authz, 'GET', path)).body).toMatchObject(next);
  });

  test('a precondition on what was deleted says by whom', async () => {
    const { etag } = await ask(authz, 'PUT', path, { body });
    await ask(authz, 'DELETE', path, { account: 'bob', ...ifMatch(etag) });
    const refused = await ask(authz, 'PUT', path, { body: next, ...ifMatch(etag) });
    expect(refused).toMatchObject({
      status: 412,
      body: { changes: [{ author: 'bob', changes: { removed: [`${kind}/${id}`] } }] },
    });
  });

  test('a precondition says when it cannot be told', async () => {
    const refused = await ask(authz, 'PUT', path, { body, ...ifMatch('"0123"') });
    expect(refused).toMatchObject({ status: 412, body: { changes: [], isComplete: false } });
  });

  test('deleting needs a precondition', async () => {
    await ask(authz, 'PUT', path, { body });
    expect((await ask(authz, 'DELETE', path)).status).toBe(428);
    expect((await ask(authz, 'DELETE', path, ifMatch('*'))).status).toBe(400);
    expect((await ask(authz, 'DELETE', `${path}?dry-run=true`, ifMatch('"0"'))).status).toBe(400);
    expect((await ask(authz, 'GET', path)).status).toBe(200);
  });

  test.each([
    ['another name than the path', { ...body, [idMember]: 'other' }, `$.${idMember}`],
    ['a name that is none', { ...body, [idMember]: null }, `$.${idMember}`],
    ['a member that nobody knows', { ...body, host: 'x' }, '$'],
    ['a mark of what cannot be written', { ...body, isDefault: true }, '$'],
    ['no object', [body], '$'],
  ])('%s is refused, with its place', async (_title, wrong, place) => {
    const refused = await ask(authz, 'PUT', path, { body: wrong });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: place }] } });
    expect(authz.told.refused).toMatchObject([{ change: `PUT ${kind}/${id}`, why: 'invalid' }]);
    expect(authz.told.changed).toEqual([]);
  });

  test.each(['__proto__', 'default:x', 'UPPER', 'a%2Fb', '..%2Fpolicy', 'a%00b', '%E2%80%AE', 'a'.repeat(65), '-'])(
    'the name %s is nobody’s',
    async (name) => {
      expect((await authz.administer('GET', `/v1/${kind}/${name}`)).status).toBe(404);
      expect((await ask(authz, 'PUT', `/v1/${kind}/${name}`, { body })).status).toBe(400);
      expect((await ask(authz, 'DELETE', `/v1/${kind}/${name}`, ifMatch('"0"'))).status).toBe(404);
      expect(authz.told.refused.map(({ change }) => change)).toEqual([
        `PUT ${kind}/(no name)`,
        `DELETE ${kind}/(no name)`,
      ]);
    },
  );

  test.each(['constructor', 'tostring', 'hasownproperty'])('%s is a name like others', async (name) => {
    const of = `/v1/${kind}/${name}`;
    expect((await ask(authz, 'GET', of)).status).toBe(404);
    expect((await ask(authz, 'DELETE', of, ifMatch('"0"'))).status).toBe(404);
    const { status, etag } = await ask(authz, 'PUT', of, { body });
    expect(status).toBe(201);
    expect((await ask(authz, 'GET', of)).body).toEqual({ [idMember]: name, ...body });
    expect((await ask(authz, 'DELETE', of, ifMatch(etag))).status).toBe(200);
  });

  test('whoever may only read writes nothing, and others are told', async () => {
    const { etag } = await ask(authz, 'PUT', path, { body });
    const actions = ['read'];
    expect((await ask(authz, 'PUT', path, { body: next, ...ifMatch(etag), actions })).status).toBe(403);
    expect((await ask(authz, 'DELETE', path, { ...ifMatch(etag), actions, account: 'bob' })).status).toBe(403);
    expect((await ask(authz, 'GET', path, { actions: ['write'] })).status).toBe(403);
    expect((await ask(authz, 'GET', `/v1/${kind}`, { actions: ['write'] })).status).toBe(403);
    expect(authz.told.refused).toMatchObject([
      { account: 'admin', change: `PUT ${kind}/${id}`, why: 'insufficient-scope' },
      { account: 'bob', change: `DELETE ${kind}/${id}`, why: 'insufficient-scope' },
    ]);
  });

  test('writers of different ones do not hinder each other', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    const written = await Promise.all(names.map(async (name) => ask(authz, 'PUT', `/v1/${kind}/${name}`, { body })));
    expect(written.map(({ status }) => status)).toEqual(names.map(() => 201));
    expect(new Set(written.map((answer) => answer.body['revision'])).size).toBe(12);
    const all = await ask(authz, 'GET', `/v1/${kind}?limit=500`);
    expect(JSON.stringify(all.body)).toContain('"n11"');
  });

  test('the list goes on page by page, in the order of the names', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `z${index}`);
    for (const name of names.toReversed()) {
      await ask(authz, 'PUT', `/v1/${kind}/${name}`, { body });
    }
    const pageSchema = z.record(z.string(), z.unknown()).transform((page) => ({
      rules: z.array(z.record(z.string(), z.unknown())).parse(page[kind]),
      next: z.string().nullable().parse(page['next']),
    }));
    const seen: unknown[] = [];
    let query = '';
    for (let next: string | null = ''; next !== null; query = `&cursor=${next}`) {
      const page = pageSchema.parse((await ask(authz, 'GET', `/v1/${kind}?limit=2${query}`)).body);
      expect(page.rules.length).toBeLessThanOrEqual(2);
      seen.push(...page.rules.map((each) => each[idMember]));
      next = page.next;
    }
    expect(seen.filter((name) => names.includes(String(name)))).toEqual(names);
    expect(seen).toEqual(seen.map(String).toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each(['limit=0', 'cursor=%2F', 'nmae=x', 'type=ship', 'action=sail', 'name=', 'limit=1&limit=2'])(
    'the list refuses ?%s',
    async (query) => {
      expect((await ask(authz, 'GET', `/v1/${kind}?${query}`)).status).toBe(400);
    },
  );
});
