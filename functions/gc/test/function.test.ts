import { createMemoryBucket } from '@wharfinger/fakes';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { delivered, type EventOptions, exampleEvent } from './example-event.ts';
import { adminToken, type RunningGc, startGc } from './start-gc.ts';

const DIGEST = `sha256:${'b'.repeat(64)}`;
const blob = { mediaType: 'application/octet-stream', digest: DIGEST };
const KEY = 'gc/local/dirty/team/app/_dirty.json';

let gc: RunningGc;

beforeEach(async () => {
  gc = await startGc();
});

afterEach(async () => {
  await gc.stop();
});

const post = (init: RequestInit): Promise<Response> => fetch(`${gc.url}/`, init);

async function list(query: string, token?: string): Promise<Response> {
  const authorization = `Bearer ${token ?? (await adminToken())}`;
  return fetch(`${gc.url}/v1/dirty?${query}`, { headers: { authorization } });
}

describe('POST /', () => {
  test.each<[string, EventOptions]>([
    ['a pushed manifest', {}],
    ['a pushed blob', { target: blob }],
    ['a mounted blob', { action: 'mount', target: blob }],
    ['a deleted tag', { action: 'delete', target: { tag: 'v1' } }],
    ['a deleted manifest or blob', { action: 'delete', target: { digest: DIGEST } }],
  ])('%s marks its repository dirty and is answered 204 without a body', async (_title, options) => {
    const event = exampleEvent(options);
    const response = await post(delivered(event));
    expect([response.status, await response.text()]).toEqual([204, '']);
    const mark = {
      schema: 1,
      repository: 'team/app',
      since: event.time,
      lastEventId: event.id,
      lastEventTime: event.time,
    };
    expect(gc.bucket.contents()).toEqual({ [KEY]: JSON.stringify(mark) });
  });

  test.each<[string, EventOptions]>([
    ['manifest', { action: 'pull' }],
    ['blob', { action: 'pull', target: blob }],
  ])('a pulled %s is 204 and marks nothing', async (_title, options) => {
    const response = await post(delivered(exampleEvent(options)));
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(gc.bucket.calls).toEqual([]);
  });

  test('a duplicate writes nothing', async () => {
    await post(delivered(exampleEvent()));
    expect((await post(delivered(exampleEvent()))).status).toBe(204);
    expect(gc.bucket.calls.filter(({ operation }) => operation === 'put')).toHaveLength(1);
  });

  test('events of one repository at the same time all get into its mark', async () => {
    const events = Array.from({ length: 8 }, (_, index) =>
      exampleEvent({ id: `e${index}`, time: `2026-11-22T15:00:0${index}Z` }),
    );
    const statuses = await Promise.all(events.map(async (event) => (await post(delivered(event))).status));
    expect(statuses).toEqual(events.map(() => 204));
    expect(JSON.parse(gc.bucket.contents()[KEY] ?? '')).toMatchObject({
      since: '2026-11-22T15:00:00Z',
      lastEventId: 'e7',
    });
  });

  const event = exampleEvent();
  test.each([
    ['another secret signed it', delivered(exampleEvent({ secret: 'another-secret-of-this-test' }))],
    ['it is a forged pull', delivered(exampleEvent({ action: 'pull', secret: 'another-secret-of-this-test' }))],
    ['its repository was changed', delivered({ ...event, repository: exampleEvent({ repository: 'a/b' }).repository })],
    ['it is of another site', delivered(exampleEvent({ site: 'other' }))],
    ['it is no event', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
    [
      'its data is nested thousands deep',
      {
        ...delivered(event),
        body: JSON.stringify({ ...event.data, x: 0 }).replace('"x":0', `"x":${'['.repeat(4000)}${']'.repeat(4000)}`),
      },
    ],
    [
      'its type is no text',
      {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: '{"type":{"toString":1}}',
      },
    ],
    ['it has no body', { method: 'POST' }],
  ])('when %s it is 400 without a body, and nothing is marked', async (_title, init) => {
    const response = await post(init);
    expect([response.status, await response.text()]).toEqual([400, '']);
    expect(gc.bucket.calls).toEqual([]);
  });

  test.each(['get', 'put'] as const)('while the store cannot %s it is 503 without a body', async (operation) => {
    gc.bucket.failNext(1, { operation });
    const response = await post(delivered(exampleEvent()));
    expect([response.status, await response.text()]).toEqual([503, '']);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await post(delivered(exampleEvent()))).status).toBe(204);
    expect(Object.keys(gc.bucket.contents())).toEqual([KEY]);
  });

  test('something unreadable in the place of a mark marks as well, stays, and is told in the log', async () => {
    await gc.stop();
    gc = await startGc(createMemoryBucket({ objects: { [KEY]: '{"schema":2}' } }));
    expect((await post(delivered(exampleEvent()))).status).toBe(204);
    expect(gc.bucket.contents()).toEqual({ [KEY]: '{"schema":2}' });
    expect(gc.lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'error', repository: 'team/app', outcome: 'unreadable' }),
    );
  });
});

describe('POST / with a store that ignores conditions', () => {
  test('is 503 with Retry-After and without a body, is told in the log, and writes nothing', async () => {
    await gc.stop();
    gc = await startGc(createMemoryBucket({ ignores: ['ifMatch'] }));
    const response = await post(delivered(exampleEvent()));
    expect([response.status, await response.text()]).toEqual([503, '']);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(gc.lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'error', msg: expect.stringContaining('conditions') }),
    );
    expect(gc.bucket.contents()).toEqual({});
  });
});

describe('GET /v1/dirty', () => {
  const repositories = ['a', 'a-b', 'a/b', 'a/b/c', 'ab', 'team/app'];

  async function markAll(): Promise<void> {
    for (const repository of repositories) await post(delivered(exampleEvent({ repository })));
  }

  test('says which repositories are dirty, since when and by which event', async () => {
    await post(delivered(exampleEvent({ id: 'later', time: '2026-11-22T15:00:00.51Z' })));
    await post(delivered(exampleEvent({ id: 'earlier', time: '2026-11-22T15:00:00.5Z' })));
    const response = await list('');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      repositories: [
        {
          repository: 'team/app',
          since: '2026-11-22T15:00:00.5Z',
          lastEventId: 'later',
          lastEventTime: '2026-11-22T15:00:00.51Z',
        },
      ],
      unreadable: [],
    });
    expect(gc.lines.map((line) => JSON.parse(line))).not.toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  test.each([1, 2, 5, 6, 7])('pages of %i give every repository once, nested ones too', async (limit) => {
    await markAll();
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const next: string = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: { repositories: { repository: string }[]; cursor?: string } = JSON.parse(
        await (await list(`limit=${limit}${next}`)).text(),
      );
      listed.push(...page.repositories.map(({ repository }) => repository));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(listed.toSorted()).toEqual(repositories);
  });

  test('what is no mark, or that of another repository, is named and hides no other', async () => {
    const mark = { schema: 1, repository: 'x', since: '2026-11-22T15:00:00Z', lastEventId: 'e', lastEventTime: 'now' };
    const objects = {
      'gc/local/dirty/broken/_dirty.json': JSON.stringify(mark),
      'gc/local/dirty/moved/_dirty.json': JSON.stringify({ ...mark, lastEventTime: mark.since }),
      'gc/local/dirty/stray.txt': 'stray',
    };
    await gc.stop();
    gc = await startGc(createMemoryBucket({ objects }));
    await markAll();
    const page = await (await list('')).json();
    expect(page).toHaveProperty('unreadable', Object.keys(objects));
    expect(gc.lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'error', objects: Object.keys(objects) }),
    );
    expect(page).toHaveProperty('repositories.length', repositories.length);
  });

  test.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=1001'],
    ['limit', 'limit=1&limit=2'],
    ['cursor', 'cursor='],
    ['cursor', 'cursor=a%00b'],
    ['repository', 'repository=team/app'],
  ])('a bad %s (%s) is a problem that names it', async (parameter, query) => {
    const response = await list(query);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ parameter });
    expect(gc.bucket.calls).toEqual([]);
  });

  test('a cursor that leads out of the list leads nowhere', async () => {
    await gc.stop();
    gc = await startGc(createMemoryBucket({ objects: { 'policy/policy.json': '{}' } }));
    const response = await list(`cursor=${encodeURIComponent('../../../policy/')}`);
    expect(await response.json()).toEqual({ repositories: [], unreadable: [] });
    expect(gc.bucket.calls).toEqual([{ operation: 'list', key: 'gc/local/dirty/' }]);
  });

  test.each([
    ['no token', 401, () => Promise.resolve('')],
    ['no access', 403, () => adminToken([])],
    ['another action', 403, () => adminToken(['run'])],
  ])('with %s it is %i and nothing is read', async (_title, status, token) => {
    const response = await list('', await token());
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')).toContain('gc:default:read');
    expect(gc.bucket.calls).toEqual([]);
  });

  test('while the store is down it is 503 with Retry-After', async () => {
    gc.bucket.failNext(1);
    const response = await list('');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

describe('GET /readyz', () => {
  test('is 200 once the store has shown that it keeps conditions', async () => {
    expect((await fetch(`${gc.url}/readyz`)).status).toBe(200);
  });

  test('names conditional writes when the store ignores conditions', async () => {
    await gc.stop();
    gc = await startGc(createMemoryBucket({ ignores: ['ifMatch'] }));
    expect(await (await fetch(`${gc.url}/readyz`)).json()).toMatchObject({
      missing: [expect.stringContaining('conditional writes')],
    });
  });
});
