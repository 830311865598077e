import { createMemoryBucket } from '@wharfinger/fakes';
import { verifyEvent } from '@wharfinger/events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type AuditRecord, auditRecordSchema } from '../src/audit-record.ts';
import { delivered, EVENT_SECRET, exampleEvent } from './example-event.ts';
import { adminToken, type RunningAudit, startAudit } from './start-audit.ts';

let audit: RunningAudit;

beforeEach(async () => {
  audit = await startAudit();
});

afterEach(async () => {
  await audit.stop();
});

const post = (init: RequestInit): Promise<Response> => fetch(`${audit.url}/`, init);

async function list(query: string, token?: string): Promise<Response> {
  const authorization = `Bearer ${token ?? (await adminToken())}`;
  return fetch(`${audit.url}/v1/records?${query}`, { headers: { authorization } });
}

function record(event: unknown): string {
  return JSON.stringify({ schema: 1, recordedAt: '2026-11-22T16:00:00.000Z', event });
}

describe('POST /', () => {
  test.each(['binary', 'structured'] as const)('a %s event is kept and answered 204 without a body', async (mode) => {
    const event = exampleEvent();
    const response = await post(delivered(event, mode));
    expect([response.status, await response.text()]).toEqual([204, '']);
    const [[key, document] = []] = Object.entries(audit.bucket.contents());
    expect(key).toMatch(/^audit\/local\/repositories\/team\/app\/_records\/\d{21}-[0-9a-f]{32}\.json$/);
    expect(JSON.parse(document ?? '')).toEqual({ schema: 1, recordedAt: '2026-11-22T16:00:00.000Z', event });
  });

  test('a duplicate is 204 and changes nothing', async () => {
    await post(delivered(exampleEvent()));
    const before = audit.bucket.contents();
    const response = await post(delivered(exampleEvent(), 'structured'));
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(audit.bucket.contents()).toEqual(before);
  });

  test('the record still has the signature, so that it can be verified later', async () => {
    await post(delivered(exampleEvent()));
    const [document = ''] = Object.values(audit.bucket.contents());
    expect(verifyEvent(auditRecordSchema.parse(JSON.parse(document)).event, EVENT_SECRET)).toBe(true);
  });

  const event = exampleEvent();
  test.each([
    ['another secret signed it', delivered(exampleEvent({ secret: 'another-secret-of-this-test' }))],
    ['nobody signed it', delivered({ ...event, signature: undefined })],
    ['its repository was changed', delivered({ ...event, repository: exampleEvent({ repository: 'a/b' }).repository })],
    ['its data was changed', { ...delivered(event), body: JSON.stringify({ ...event.data, action: 'pull' }) }],
    ['it is of another site', delivered(exampleEvent({ site: 'other' }))],
    ['it is no event', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['it has no body', { method: 'POST', headers: { 'content-type': 'application/json' } }],
    ['it has no content type', { method: 'POST', body: new Uint8Array([123, 125]) }],
  ])('when %s it is 400 without a body, the reason is in the log and nothing is kept', async (_title, init) => {
    const response = await post(init);
    expect([response.status, await response.text()]).toEqual([400, '']);
    expect(audit.lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'warn', reason: expect.any(String) }),
    );
    expect(audit.bucket.contents()).toEqual({});
  });

  test('while the store is down it is 503 with Retry-After and without a body, and the next try is kept', async () => {
    audit.bucket.failNext(1);
    const response = await post(delivered(exampleEvent()));
    expect([response.status, await response.text()]).toEqual([503, '']);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await post(delivered(exampleEvent()))).status).toBe(204);
    expect(Object.keys(audit.bucket.contents())).toHaveLength(1);
  });

  test('a write whose answer was lost is a duplicate on the next try', async () => {
    audit.bucket.failNext(1, { operation: 'put', isApplied: true });
    expect((await post(delivered(exampleEvent()))).status).toBe(503);
    expect((await post(delivered(exampleEvent()))).status).toBe(204);
    expect(Object.keys(audit.bucket.contents())).toHaveLength(1);
  });
});

describe('POST / with a store that ignores conditions', () => {
  test('is 503 with Retry-After and without a body, is told in the log, and writes nothing', async () => {
    await audit.stop();
    audit = await startAudit(createMemoryBucket({ ignores: ['ifNoneMatch'] }));
    const response = await post(delivered(exampleEvent()));
    expect([response.status, await response.text()]).toEqual([503, '']);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(audit.lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'error', msg: expect.stringContaining('conditions') }),
    );
    expect(audit.bucket.contents()).toEqual({});
  });
});

describe('GET /v1/records', () => {
  const times = ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.5Z', '2026-11-22T10:00:00.51Z', '2026-11-22T11:00:00Z'];

  async function keepAll(repository: string): Promise<void> {
    for (const [index, time] of times.entries()) {
      await post(delivered(exampleEvent({ id: `${repository}-${index}`, time, repository })));
    }
  }

  test('gives the newest first', async () => {
    await keepAll('team/app');
    const response = await list('repository=team/app');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const page = await response.json();
    expect(page).toMatchObject({ unreadable: [] });
    expect(page).not.toHaveProperty('cursor');
    expect(page).toHaveProperty(
      'records',
      [3, 2, 1, 0].map((index) => expect.objectContaining({ event: expect.objectContaining({ time: times[index] }) })),
    );
  });

  test('pages through everything once, whatever the page holds', async () => {
    await keepAll('team/app');
    for (const limit of [1, 2, 3, 4, 5]) {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const next: string = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: { records: { event: { id: string } }[]; cursor?: string } = JSON.parse(
          await (await list(`repository=team/app&limit=${limit}${next}`)).text(),
        );
        expect(page.records.length).toBeLessThanOrEqual(limit);
        ids.push(...page.records.map(({ event: { id } }) => id));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(ids).toEqual(['team/app-3', 'team/app-2', 'team/app-1', 'team/app-0']);
    }
  });

  test('keeps a repository and those nested in it apart', async () => {
    for (const repository of ['a', 'a/b', 'a/b/c', 'ab']) {
      await post(delivered(exampleEvent({ repository })));
    }
    for (const repository of ['a', 'a/b', 'a/b/c', 'ab']) {
      expect(await (await list(`repository=${repository}`)).json()).toMatchObject({
        records: [{ event: { repository } }],
      });
    }
  });

  test('a repository without records has none', async () => {
    expect(await (await list('repository=nobody/nothing')).json()).toEqual({ records: [], unreadable: [] });
  });

  test.each([
    ['repository', ''],
    ['repository', 'repository='],
    ['repository', 'repository=../../policy'],
    ['repository', 'repository=team//app'],
    ['repository', 'repository=Team/App'],
    ['repository', 'repository=team/app/_records'],
    ['repository', 'repository=team/app&repository=other/app'],
    ['limit', 'repository=team/app&limit=0'],
    ['limit', 'repository=team/app&limit=1001'],
    ['limit', 'repository=team/app&limit=1e2'],
    ['cursor', 'repository=team/app&cursor=../x'],
    ['cursor', 'repository=team/app&cursor='],
    ['order', 'repository=team/app&order=oldest'],
  ])('a bad %s (%s) is a problem that names it', async (parameter, query) => {
    const response = await list(query);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ parameter, detail: expect.stringContaining(parameter) });
    expect(audit.bucket.calls).toEqual([]);
  });

  test.each([
    ['', 'The parameter repository is missing, and so are account and kind.'],
    ['repository=/a', expect.stringMatching(/^The parameter repository is not .*[^.]\.$/)],
  ])('?%s is told in one sentence', async (query, detail) => {
    expect(await (await list(query)).json()).toMatchObject({ detail });
  });

  const PREFIX = 'audit/local/repositories/team/app/_records/';
  const elsewhere = exampleEvent({ repository: 'team/other' });

  test.each([
    ['has another schema', '{"schema":2}', 'it is no record'],
    ['nobody signed', record({ ...exampleEvent(), signature: undefined }), 'the signature is missing or wrong'],
    ['was changed', record({ ...exampleEvent(), actor: 'bob' }), 'the signature is missing or wrong'],
    [
      'is nested thousands deep',
      record({ ...exampleEvent(), data: { ...exampleEvent().data, x: 0 } }).replace(
        '"x":0',
        `"x":${'['.repeat(4000)}${']'.repeat(4000)}`,
      ),
      'it is no record',
    ],
    ['is of another repository', record(elsewhere), 'it is of another repository'],
    ['is of another site', record(exampleEvent({ site: 'other' })), 'it is of another site'],
    ['is a copy under another key', record(exampleEvent()), 'its key is not the one of its event'],
    ['is longer than a page', ' '.repeat(8 * 1024 * 1024 + 1), 'it is too long'],
  ])('what %s is named with the reason, logged, and hides no other', async (_title, body, reason) => {
    const object = `${PREFIX}${'0'.repeat(21)}-${'0'.repeat(32)}.json`;
    await audit.stop();
    audit = await startAudit(createMemoryBucket({ objects: { [object]: body } }));
    await keepAll('team/app');
    const page = await (await list('repository=team/app')).json();
    expect(page).toMatchObject({ unreadable: [{ object, reason }] });
    expect(page).toHaveProperty('records.length', 4);
    expect(audit.lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'error', objects: [{ object, reason }] }),
    );
  });

  test('a page without anything unreadable logs no error', async () => {
    await keepAll('team/app');
    await list('repository=team/app');
    expect(audit.lines.map((line) => JSON.parse(line))).not.toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  test.each(['', ' ', ',', '/', '","', '\\'])(
    'source and id joined by %j do not make one event of two',
    async (joint) => {
      for (const [source, id] of [
        ['/a', `b${joint}c`],
        [`/a${joint}b`, 'c'],
      ]) {
        expect((await post(delivered(exampleEvent({ source: source ?? '', id: id ?? '' })))).status).toBe(204);
      }
      const kept = Object.keys(audit.bucket.contents());
      expect(kept).toHaveLength(2);
    },
  );

  test('a page ends before it is too long, and the next one goes on there', async () => {
    // Each a signed record of 3 MiB: two fit on a page.
    const objects: Record<string, string> = {};
    for (const id of ['1', '2', '3']) {
      await post(delivered(exampleEvent({ id, time: `2026-11-22T10:00:0${id}Z` })));
    }
    for (const [key, document] of Object.entries(audit.bucket.contents())) {
      objects[key] = document + ' '.repeat(3 * 1024 * 1024);
    }
    await audit.stop();
    audit = await startAudit(createMemoryBucket({ objects }));
    const first = JSON.parse(await (await list('repository=team/app')).text());
    expect(first.records.map((one: AuditRecord) => one.event.id)).toEqual(['3', '2']);
    const rest = JSON.parse(await (await list(`repository=team/app&cursor=${first.cursor}`)).text());
    expect(rest.records.map((one: AuditRecord) => one.event.id)).toEqual(['1']);
    expect(rest).not.toHaveProperty('cursor');
  });

  test.each([
    ['no token', 401, () => Promise.resolve('')],
    ['no JWT', 401, () => Promise.resolve('not-a-token')],
    ['no access', 403, () => adminToken([])],
    ['another name', 403, () => adminToken(['read'], 'other')],
  ])('with %s it is %i and nothing is read', async (_title, status, token) => {
    const response = await list('repository=team/app', await token());
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')).toContain('audit:default:read');
    expect(audit.bucket.calls).toEqual([]);
  });

  test.each(['list', 'get'] as const)('while the store cannot %s it is 503 with Retry-After', async (operation) => {
    await keepAll('team/app');
    audit.bucket.failNext(1, { operation });
    const response = await list('repository=team/app');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

describe('GET /readyz', () => {
  test('is 200 once the store has shown that it keeps conditions', async () => {
    expect((await fetch(`${audit.url}/readyz`)).status).toBe(200);
    expect(audit.bucket.contents()).toEqual({});
  });

  test('names a store that is down', async () => {
    audit.bucket.failNext(2);
    expect(await (await fetch(`${audit.url}/readyz`)).json()).toMatchObject({ missing: ['the control store'] });
  });

  test('names conditional writes when the store ignores conditions', async () => {
    await audit.stop();
    audit = await startAudit(createMemoryBucket({ ignores: ['ifNoneMatch'] }));
    const response = await fetch(`${audit.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ missing: [expect.stringContaining('conditional writes')] });
  });
});
