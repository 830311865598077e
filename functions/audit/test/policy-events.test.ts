import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { exampleAuthEvent } from './example-auth-event.ts';
import { delivered, exampleEvent } from './example-event.ts';
import { examplePolicyEvent, REFUSED, revision } from './example-policy-event.ts';
import { adminToken, type RunningAudit, startAudit } from './start-audit.ts';

let audit: RunningAudit;

beforeEach(async () => {
  audit = await startAudit();
});

afterEach(async () => {
  await audit.stop();
});

const post = (init: RequestInit): Promise<Response> => fetch(`${audit.url}/`, init);

type Page = { records: { event: { id: string } }[]; unreadable: { object: string; reason: string }[]; cursor?: string };

async function list(query: string): Promise<{ status: number; page: Page }> {
  const headers = { authorization: `Bearer ${await adminToken()}` };
  const response = await fetch(`${audit.url}/v1/records?${query}`, { headers });
  const page: Page = JSON.parse(await response.text());
  return { status: response.status, page };
}

const idsOf = ({ records }: Page): string[] => records.map(({ event }) => event.id);

describe('a policy event', () => {
  test.each(['binary', 'structured'] as const)('in %s mode is kept with the policy', async (mode) => {
    expect((await post(delivered(examplePolicyEvent(), mode))).status).toBe(204);
    expect(Object.keys(audit.bucket.contents())).toEqual([
      expect.stringMatching(/^audit\/local\/policy\/\d{21}-[0-9a-f]{32}\.json$/),
    ]);
    expect((await list('kind=policy')).page.records).toMatchObject([
      { event: { id: '7-0123456789abcdef', actor: 'admin', data: { reason: 'the team has grown' } } },
    ]);
  });

  test('told twice is one record', async () => {
    for (let times = 0; times < 2; times += 1) expect((await post(delivered(examplePolicyEvent()))).status).toBe(204);
    expect(Object.keys(audit.bucket.contents())).toHaveLength(1);
  });

  test('is on one list with the refusals, newest first, page after page', async () => {
    for (const occurrence of [revision(7), REFUSED, revision(9), revision(40)]) {
      await post(delivered(examplePolicyEvent(occurrence)));
    }
    await post(delivered(exampleEvent()));
    await post(delivered(exampleAuthEvent()));
    const first = (await list('kind=policy&limit=3')).page;
    const second = (await list(`kind=policy&limit=3&cursor=${first.cursor}`)).page;
    expect([...idsOf(first), ...idsOf(second)]).toEqual([
      '40-0123456789abcdef',
      '0194',
      '9-0123456789abcdef',
      '7-0123456789abcdef',
    ]);
    expect(second.cursor).toBeUndefined();
  });

  test.each(['changed', 'refused'])('of type %s alone is listed, however many of the other there are', async (type) => {
    for (let number = 10; number < 40; number += 1) {
      const refused = { ...REFUSED, id: `r${number}`, time: `2026-11-22T15:${number}:30Z` };
      const isRevision = number % 10 === 5;
      if (isRevision === (type === 'changed')) await post(delivered(examplePolicyEvent(revision(number))));
      if (isRevision === (type === 'refused')) await post(delivered(examplePolicyEvent(refused)));
    }
    await audit.bucket.put('audit/local/policy/zzz', Buffer.from('x'));
    const found: string[] = [];
    const unreadable: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const { page } = await list(`kind=policy&type=${type}&limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      found.push(...idsOf(page));
      unreadable.push(...page.unreadable.map(({ object }) => object));
      ({ cursor } = page);
      pages += 1;
    } while (cursor !== undefined);
    expect(found).toEqual(
      [35, 25, 15].map((number) => (type === 'changed' ? `${number}-0123456789abcdef` : `r${number}`)),
    );
    expect([unreadable, pages]).toEqual([['audit/local/policy/zzz'], 2]);
  });

  test('that was changed is refused', async () => {
    const event = examplePolicyEvent();
    const body = JSON.stringify({ ...event.data, reason: 'another' });
    expect((await post({ ...delivered(event), body })).status).toBe(400);
  });
});

describe('the decisions of all accounts', () => {
  const decisions = [
    ['1', 'alice', '10'],
    ['2', 'alice', '20'],
    ['3', 'bob', '05'],
    ['4', 'bob', '30'],
    ['5', null, '40'],
    ['6', null, '01'],
  ] as const;

  beforeEach(async () => {
    for (const [id, account, minute] of decisions) {
      await post(delivered(exampleAuthEvent({ id, account, time: `2026-11-22T15:${minute}:00Z` })));
    }
    await post(delivered(examplePolicyEvent(revision(50))));
    await post(delivered(exampleEvent()));
  });

  test.each([
    ['2026-11-22T15:00:00Z', ['1', '2', '3', '4', '5', '6']],
    ['2026-11-22T15:10:00Z', ['1', '2', '4', '5']],
    ['2026-11-22T15:10:00.000000001Z', ['2', '4', '5']],
    ['2026-11-22T16:40:00%2B01:00', ['5']],
    ['2026-11-22T15:41:00Z', []],
  ])('since %s', async (since, expected) => {
    const { status, page } = await list(`kind=decisions&since=${since}`);
    expect([status, idsOf(page).toSorted(), page.cursor]).toEqual([200, expected, undefined]);
  });

  test('page after page', async () => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { page } = await list(`kind=decisions&since=2026-11-22T15:05:00Z&limit=2${more}`);
      expect(page.records.length).toBeLessThanOrEqual(2);
      found.push(...idsOf(page));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect(found.toSorted()).toEqual(['1', '2', '3', '4', '5']);
  });

  test('what is not signed, lies with another account or where nobody is, is unreadable', async () => {
    const [key = '', document = ''] =
      Object.entries(audit.bucket.contents()).find(([name]) => name.includes('/alice/')) ?? [];
    const elsewhere = [
      key.replace('/alice/', '/mallory/'),
      key.replace('/alice/', '/alice/deep/'),
      key.replace('/alice/', '/A/'),
    ];
    for (const object of elsewhere) await audit.bucket.put(object, Buffer.from(document));
    const forged = JSON.parse(document);
    forged.event.data.address = '192.0.2.66';
    await audit.bucket.put(key, Buffer.from(JSON.stringify(forged)));
    const { page } = await list('kind=decisions&since=2026-11-22T15:00:00Z');
    expect(page.unreadable.map(({ object }) => object).toSorted()).toEqual([key, ...elsewhere].toSorted());
    expect(page.records).toHaveLength(decisions.length - 1);
  });

  test('an object in the way hides no record, and is named', async () => {
    const stray = ['audit/local/auth/a', 'audit/local/auth/accounts/zzz', 'audit/local/auth/\u00e4'];
    for (const object of stray) await audit.bucket.put(object, Buffer.from('x'));
    const found: string[] = [];
    const unreadable: string[] = [];
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { status, page } = await list(`kind=decisions&since=2026-11-22T15:00:00Z&limit=1${more}`);
      expect(status).toBe(200);
      found.push(...idsOf(page));
      unreadable.push(...page.unreadable.map(({ object }) => object));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect([found.toSorted(), unreadable.toSorted()]).toEqual([['1', '2', '3', '4', '5', '6'], stray.toSorted()]);
  });

  test('a query that asks for two things is refused by name', async () => {
    const { status, page } = await list('kind=decisions&since=2026-11-22T15:00:00Z&account=alice');
    expect([status, page]).toMatchObject([400, { parameter: 'kind' }]);
  });
});
