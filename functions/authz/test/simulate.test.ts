import { afterEach, describe, expect, test } from 'vitest';

import type { ReadRecord, RecordAnswer } from '../src/ask/simulate-record.ts';
import { type Answer, ask, DEV, EMPTY } from './policy-client.ts';
import { recordedDecision } from './recorded-decision.ts';
import { adminToken, type RunningAuthz, startAuthz } from './start-authz.ts';

const REQUEST = { account: 'alice', service: 'registry.example', scope: 'repository:team/app:pull,push' };
const OPEN = { ...DEV, subjects: [{ kind: 'everyone' }] };
const RECORD = { days: 30 };

let authz: RunningAuthz;

afterEach(() => authz.stop());

async function simulate(body: object, readRecord: ReadRecord | null = null): Promise<Answer> {
  authz = await startAuthz(null, readRecord);
  return ask(authz, 'POST', '/v1/simulate', { body });
}

const page = (events: ReturnType<typeof recordedDecision>[]): RecordAnswer => ({
  kind: 'page',
  page: { events, unreadable: 0, cursor: undefined },
});

describe('POST /v1/simulate', () => {
  test('says which decisions a draft changes, for whom, and what else is to be said of it', async () => {
    const policy = { ...EMPTY, bindings: [OPEN, { ...DEV, id: 'over', notAfter: '2026-01-01T00:00:00Z' }] };
    const requests = [{ ...REQUEST, count: 3 }, REQUEST, { ...REQUEST, scope: 'repository:alice/app:pull' }];
    expect(await simulate({ policy, requests })).toMatchObject({
      status: 200,
      body: {
        policy: { revision: 0, isStale: false },
        areWarningsComplete: expect.any(Boolean),
        warnings: expect.any(Array),
        diff: [
          { kind: 'added', path: 'bindings/dev-team', after: OPEN },
          { kind: 'added', path: 'bindings/over' },
        ],
        diffTotal: 2,
        totals: { compared: 5, changed: 4, withGains: 4, withLosses: 0 },
        changes: [
          {
            account: 'alice',
            scope: { type: 'repository', name: 'team/app', actions: ['pull', 'push'] },
            gained: ['pull', 'push'],
            lost: [],
            before: { granted: [], rule: null },
            after: { granted: ['pull', 'push'], rule: 'dev-team' },
            count: 4,
            firstAt: '2026-06-01T00:00:00.000Z',
          },
        ],
        areChangesTruncated: false,
        accounts: [{ account: 'alice', changed: 4, withGains: 4, withLosses: 0 }],
        areAccountsTruncated: false,
        tooCostly: 0,
        requests: 3,
        record: null,
      },
    });
  });

  test('writes nothing', async () => {
    await simulate({ policy: { ...EMPTY, bindings: [OPEN] }, requests: [REQUEST] });
    expect((await ask(authz, 'GET', '/v1/policy')).body).toEqual(EMPTY);
    expect(authz.bucket.calls.filter(({ operation }) => operation === 'put')).toEqual([]);
    expect(authz.told.changed).toEqual([]);
  });

  test('tries the draft on many requests', async () => {
    const requests = Array.from({ length: 250 }, (_, index) => ({ ...REQUEST, account: `a${index}` }));
    const { body } = await simulate({ policy: { ...EMPTY, bindings: [OPEN] }, requests });
    expect(body).toMatchObject({ totals: { compared: 250, changed: 250 }, requests: 250 });
  });

  test.each([
    [{ policy: { ...EMPTY, bindings: [{ ...OPEN, role: 'owner' }] } }, ['$.policy.bindings[0].role']],
    [
      { policy: { ...EMPTY, bindings: [{ ...OPEN, names: ['a**'], cidrs: ['x'] }] } },
      ['$.policy.bindings[0].names[0]', '$.policy.bindings[0].cidrs[0]'],
    ],
    [{ policy: { ...EMPTY, schema: 3 } }, ['$.policy.schema']],
    [{ policy: EMPTY, requests: [REQUEST, { ...REQUEST, scope: 'x' }] }, ['$.requests[1].scope']],
    [{ policy: EMPTY, requests: [REQUEST, { ...REQUEST, service: undefined }] }, ['$.requests[1].service']],
    [{ policy: EMPTY, record: { days: 91 } }, ['$.record.days']],
    [{ policy: EMPTY, record: { days: 1, limit: 50_001 } }, ['$.record.limit']],
    [{ policy: EMPTY, requests: Array.from({ length: 10_001 }, () => REQUEST) }, ['$.requests']],
    [{}, ['$.policy']],
  ])('names every place of what is wrong: %#', async (body, paths) => {
    const answer = await simulate(body, () => Promise.resolve(page([])));
    expect(answer).toMatchObject({ status: 400, body: { errors: paths.map((path) => ({ path })) } });
  });

  test('is for who may read the policy', async () => {
    authz = await startAuthz();
    expect((await ask(authz, 'POST', '/v1/simulate', { body: { policy: EMPTY }, actions: ['write'] })).status).toBe(
      403,
    );
  });
});

describe('POST /v1/simulate on the record', () => {
  test('decides what was recorded again, under both, as of its time', async () => {
    const binding = { ...OPEN, notBefore: '2026-05-15T00:00:00Z' };
    const asked: Parameters<ReadRecord>[0][] = [];
    const events = [
      recordedDecision({ count: 2 }),
      recordedDecision({ count: 5 }, '2026-05-10T00:00:00Z'),
      recordedDecision({ labels: undefined, count: 7 }),
      { ...recordedDecision({ outcome: 'refused', count: 4 }), source: '/sites/one/authz' },
    ];
    const answer = await simulate({ policy: { ...EMPTY, bindings: [binding] }, record: RECORD }, (question) => {
      asked.push(question);
      return Promise.resolve(page(events));
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        totals: { compared: 7, changed: 2 },
        changes: [{ account: 'alice', gained: ['push'], count: 2, firstAt: '2026-05-31T00:00:00.000Z' }],
        record: {
          since: '2026-05-02T00:00:00.000Z',
          records: 4,
          unreadable: 0,
          isCut: null,
          dockerAuthDenials: 4,
          unjudged: { withoutCaller: 7, truncated: 0, malformed: 0 },
        },
      },
    });
    expect(asked).toMatchObject([
      {
        since: new Date('2026-05-02T00:00:00Z'),
        limit: 1000,
        cursor: undefined,
        authorization: expect.stringMatching(/^Bearer ./),
      },
    ]);
  });

  test('lets others have their turn while it reads many', async () => {
    const events = Array.from({ length: 1000 }, (_, index) => recordedDecision({ account: `a${index}` }));
    const pages = [page(events), page(events)];
    const answer = await simulate({ policy: { ...EMPTY, bindings: [OPEN] }, record: RECORD }, () =>
      Promise.resolve(pages.pop() ?? page([])),
    );
    expect(answer.body).toMatchObject({ totals: { compared: 1000, changed: 1000 }, record: { records: 1000 } });
  });

  test('passes the administrator’s own token on', async () => {
    let passed = '';
    authz = await startAuthz(null, ({ authorization }) => {
      passed = authorization;
      return Promise.resolve(page([]));
    });
    const authorization = await adminToken('carol', ['read']);
    const body = { policy: EMPTY, record: RECORD };
    await ask(authz, 'POST', '/v1/simulate', { body, headers: { authorization } });
    expect(passed).toBe(authorization);
  });

  test('that nobody said the place of can’t be had', async () => {
    const { status, body } = await simulate({ policy: EMPTY, record: RECORD });
    expect(status).toBe(501);
    expect(body['detail']).toContain('WHARFINGER_AUDIT_URL');
  });

  test('that the token may not read is told with the scope to ask for', async () => {
    const answer = await simulate({ policy: EMPTY, record: RECORD }, () => Promise.resolve({ kind: 'forbidden' }));
    expect(answer).toMatchObject({ status: 403, body: { scope: 'audit:default:read' } });
    expect(answer.body['detail']).toContain('audit:default:read');
  });

  test('that gives no answer is a fault', async () => {
    const fault: RecordAnswer = { kind: 'unavailable', reason: 'The audit function answered 500.' };
    const answer = await simulate({ policy: EMPTY, record: RECORD }, () => Promise.resolve(fault));
    expect(answer).toMatchObject({ status: 503, body: { detail: 'The audit function answered 500.' } });
  });
});
