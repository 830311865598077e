import { createMemoryBucket } from '@wharfinger/fakes';
import type { WharfingerEvent } from '@wharfinger/events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { exampleAuthEvent } from './example-auth-event.ts';
import { delivered, exampleEvent } from './example-event.ts';
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

function record(event: WharfingerEvent): string {
  return JSON.stringify({ schema: 1, recordedAt: '2026-11-22T16:00:00.000Z', event });
}

describe('an auth event', () => {
  test.each(['binary', 'structured'] as const)('in %s mode is kept with its account', async (mode) => {
    const event = exampleAuthEvent();
    const response = await post(delivered(event, mode));
    expect([response.status, await response.text()]).toEqual([204, '']);
    const [[key, document] = []] = Object.entries(audit.bucket.contents());
    expect(key).toMatch(/^audit\/local\/auth\/accounts\/alice\/\d{21}-[0-9a-f]{32}\.json$/);
    expect(JSON.parse(document ?? '')).toEqual(JSON.parse(record(event)));
  });

  test('of several equal decisions is kept once, with how many they are and which tokens', async () => {
    const several = {
      outcome: 'granted',
      count: 3,
      lastTime: '2026-11-22T15:58:20Z',
      tokenIds: ['0193', '0194', '0195'],
    };
    await post(delivered(exampleAuthEvent({ ...several, outcome: 'granted' })));
    expect(await (await list('account=alice')).json()).toMatchObject({
      records: [{ event: { id: '0193', data: several } }],
    });
  });

  test('of nobody is kept where no account can come', async () => {
    await post(delivered(exampleAuthEvent({ id: 'nobody', account: null })));
    expect((await post(delivered(exampleAuthEvent({ id: 'somebody', account: 'anonymous' })))).status).toBe(400);
    expect(await (await list('account=')).json()).toMatchObject({ records: [{ event: { id: 'nobody' } }] });
    expect((await list('account=anonymous')).status).toBe(400);
    expect(Object.keys(audit.bucket.contents())).toEqual([expect.stringMatching(/^audit\/local\/auth\/anonymous\/\d/)]);
  });

  test('that comes again is 204 and changes nothing', async () => {
    await post(delivered(exampleAuthEvent()));
    const before = audit.bucket.contents();
    expect((await post(delivered(exampleAuthEvent(), 'structured'))).status).toBe(204);
    expect(audit.bucket.contents()).toEqual(before);
  });

  const event = exampleAuthEvent();
  const { signature } = exampleEvent();
  test.each([
    ['another secret signed it', delivered(exampleAuthEvent({ secret: 'another-secret-of-this-test' }))],
    ['nobody signed it', delivered({ ...event, signature: undefined })],
    ['a registry event was signed so', delivered({ ...event, signature })],
    ['its id was changed', delivered({ ...event, id: '0194' })],
    ['its time was changed', delivered({ ...event, time: '2026-11-22T15:57:25.992Z' })],
    ['its account was changed', delivered({ ...event, subject: 'bob', data: { ...event.data, account: 'bob' } })],
    [
      'its account was taken out',
      delivered({ ...event, subject: 'anonymous', data: { ...event.data, account: null } }),
    ],
    ['its subject is not its account', delivered({ ...event, subject: 'bob' })],
    ['its outcome was changed', delivered({ ...event, data: { ...event.data, outcome: 'throttled' } })],
    ['its count was changed', delivered({ ...event, data: { ...event.data, count: 2 } })],
    ['its address was changed', delivered({ ...event, data: { ...event.data, address: '192.0.2.2' } })],
    ['it says another type', delivered({ ...event, type: 'dev.wharfinger.auth.granted.v1' })],
    ['it is of another site', delivered(exampleAuthEvent({ site: 'other' }))],
    ['its account would lead elsewhere', delivered(exampleAuthEvent({ account: '../../policy' }))],
    ['its account is two components', delivered(exampleAuthEvent({ account: 'a/b' }))],
    ['its account is too long', delivered(exampleAuthEvent({ account: 'a'.repeat(129) }))],
  ])('when %s is 400 without a body, the reason is in the log and nothing is kept', async (_title, init) => {
    const response = await post(init);
    expect([response.status, await response.text()]).toEqual([400, '']);
    expect(audit.lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'warn', reason: expect.stringMatching(/./) }),
    );
    expect(audit.bucket.contents()).toEqual({});
  });

  test('while the store is down is 503, and the next try is kept', async () => {
    audit.bucket.failNext(1);
    expect((await post(delivered(exampleAuthEvent()))).status).toBe(503);
    expect((await post(delivered(exampleAuthEvent()))).status).toBe(204);
    expect(Object.keys(audit.bucket.contents())).toHaveLength(1);
  });
});

describe('GET /v1/records?account=', () => {
  test('gives that account alone, the newest first, page by page', async () => {
    for (const [account, second] of [
      ['alice', 1],
      ['alice', 2],
      ['alice', 3],
      ['alice.b', 1],
      ['al', 1],
      [null, 1],
    ] as const) {
      await post(
        delivered(exampleAuthEvent({ id: `${account}-${second}`, time: `2026-11-22T10:00:0${second}Z`, account })),
      );
    }
    await post(delivered(exampleEvent({ repository: 'alice/app' })));
    const first = JSON.parse(await (await list('account=alice&limit=2')).text());
    expect(first).toMatchObject({
      records: [{ event: { id: 'alice-3' } }, { event: { id: 'alice-2' } }],
      unreadable: [],
    });
    const rest = JSON.parse(await (await list(`account=alice&limit=2&cursor=${first.cursor}`)).text());
    expect(rest).toMatchObject({ records: [{ event: { id: 'alice-1' } }], unreadable: [] });
    expect(rest).not.toHaveProperty('cursor');
    expect(await (await list('repository=alice/app')).json()).toMatchObject({ records: [{ event: { id: '0192' } }] });
  });

  test.each([
    ['account', 'account=../../policy'],
    ['account', 'account=Alice'],
    ['account', 'account=a&account=b'],
    ['account', 'account=a&repository=a'],
    ['repository', 'limit=1'],
    ['limit', 'account=a&limit=0'],
    ['cursor', 'account=a&cursor=../x'],
    ['kind', 'account=a&kind=auth'],
  ])('a bad %s (%s) is a problem that names it, and nothing is read', async (parameter, query) => {
    const response = await list(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameter, detail: expect.stringContaining(parameter) });
    expect(audit.bucket.calls).toEqual([]);
  });

  test('without access is 403 and nothing is read', async () => {
    expect((await list('account=alice', await adminToken([]))).status).toBe(403);
    expect(audit.bucket.calls).toEqual([]);
  });

  const event = exampleAuthEvent();
  test.each([
    ['nobody signed', { ...event, signature: undefined }, 'the signature is missing or wrong'],
    ['was changed', { ...event, data: { ...event.data, reason: 'x' } }, 'the signature is missing or wrong'],
    ['is of another account', exampleAuthEvent({ account: 'bob' }), 'it is of another account'],
    ['is of nobody', exampleAuthEvent({ account: null }), 'it is of another account'],
    ['is of a repository', exampleEvent({ repository: 'alice' }), 'it is of another account'],
    ['is of another site', exampleAuthEvent({ site: 'other' }), 'it is of another site'],
    ['is a copy under another key', event, 'its key is not the one of its event'],
  ])('what %s is named with the reason, and hides no other', async (_title, planted, reason) => {
    const object = `audit/local/auth/accounts/alice/${'0'.repeat(21)}-${'0'.repeat(32)}.json`;
    await audit.stop();
    audit = await startAudit(createMemoryBucket({ objects: { [object]: record(planted) } }));
    await post(delivered(event));
    expect(await (await list('account=alice')).json()).toMatchObject({
      records: [{ event: { id: event.id } }],
      unreadable: [{ object, reason }],
    });
  });

  test('an auth event among the records of a repository is named', async () => {
    const object = `audit/local/repositories/alice/_records/${'0'.repeat(21)}-${'0'.repeat(32)}.json`;
    await audit.stop();
    audit = await startAudit(createMemoryBucket({ objects: { [object]: record(event) } }));
    expect(await (await list('repository=alice')).json()).toEqual({
      records: [],
      unreadable: [{ object, reason: 'it is of another repository' }],
    });
  });
});
