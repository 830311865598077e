import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';

import { type PolicyEvent, isPolicyEvent, parseHttpMessage, verifyEvent } from '@wharfinger/events';
import { createSequentialIds } from '@wharfinger/fakes';
import { Secret } from '@wharfinger/function-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createHttpPolicyEvents } from '../src/tell/http-policy-events.ts';
import type { PolicyEvents, RefusedChange } from '../src/tell/policy-events.ts';
import { addBinding, type HistoryUnderTest, startHistory } from './history-store.ts';

const SECRET = 'fixed-event-secret-of-a-test';
const REFUSED: RefusedChange = {
  account: 'alice',
  address: '192.0.2.7',
  userAgent: 'curl/8.17',
  change: 'PUT bindings/dev-team',
  why: 'insufficient-scope',
  reason: 'the token has no policy:default:write',
};

let server: Server;
let url: URL;
let status: number;
let events: PolicyEvent[];
let lines: string[];
let store: HistoryUnderTest;

beforeEach(async () => {
  status = 202;
  events = [];
  lines = [];
  store = startHistory();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const event = parseHttpMessage(headers, Buffer.concat(chunks));
      if (status === 202 && event.kind === 'ok' && isPolicyEvent(event.value)) events.push(event.value);
      response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/ingress`);
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const log =
  (level: string) =>
  (fields: unknown): void =>
    void lines.push(`${level} ${JSON.stringify(fields)}`);

function start(): PolicyEvents {
  return createHttpPolicyEvents(
    { sinkUrl: url, site: 'local', eventSecret: new Secret(SECRET) },
    {
      bucket: store.bucket,
      policies: store.policies,
      now: () => new Date('2026-06-02T00:00:00Z'),
      newId: createSequentialIds(),
      log: { error: log('error'), warn: log('warn'), info: log('info') },
    },
  );
}

const whenDone = (): AbortSignal => AbortSignal.timeout(5000);

test('a change and a refusal are told, signed', async () => {
  const told = start();
  await addBinding(store.policies, 'dev-team', { author: 'root', reason: 'the team has grown' });
  told.changed((await store.policies.read()).revision);
  told.refused(REFUSED);
  await told.flush(whenDone());
  expect(events.toSorted((left, right) => left.type.localeCompare(right.type))).toMatchObject([
    {
      type: 'dev.wharfinger.policy.changed.v1',
      source: '/sites/local/authz',
      subject: 'policy@1',
      actor: 'root',
      time: '2026-06-01T00:00:00Z',
      data: { reason: 'the team has grown', changes: { added: ['bindings/dev-team'], changed: [], removed: [] } },
    },
    {
      type: 'dev.wharfinger.policy.refused.v1',
      subject: 'policy',
      actor: 'alice',
      time: '2026-06-02T00:00:00Z',
      data: REFUSED,
    },
  ]);
  expect(events.every((event) => verifyEvent(event, SECRET))).toBe(true);
  expect(lines).toEqual([]);
});

test('what could not be told before the process ended is told by the next one, as soon as it sees a policy', async () => {
  status = 503;
  const first = start();
  await addBinding(store.policies, 'a');
  first.changed((await store.policies.read()).revision);
  first.refused(REFUSED);
  await first.flush(AbortSignal.timeout(100));
  expect(events).toEqual([]);
  expect(lines.some((line) => line.includes('"stopped":1'))).toBe(true);
  status = 202;
  const second = start();
  second.changed((await store.another().read()).revision);
  await second.flush(whenDone());
  expect(events).toMatchObject([{ subject: 'policy@1' }]);
});

test('a sink that comes back gets what it missed', async () => {
  status = 503;
  const told = start();
  await addBinding(store.policies, 'a');
  told.changed((await store.policies.read()).revision);
  while (!lines.some((line) => line.startsWith('warn'))) await setTimeout(10);
  status = 202;
  await addBinding(store.policies, 'b');
  told.changed((await store.policies.read()).revision);
  await told.flush(whenDone());
  expect(events.map(({ subject }) => subject)).toEqual(['policy@1', 'policy@2']);
});

test('however many changes somebody asks for who may make none, what an administrator was refused is told', async () => {
  const told = start();
  for (let asked = 0; asked < 5000; asked += 1) told.refused({ ...REFUSED, change: `PUT bindings/b${asked}` });
  told.refused({ ...REFUSED, account: 'root', change: 'PUT denials/all', why: 'lock-out' });
  await told.flush(whenDone());
  expect(events.filter(({ actor }) => actor === 'root')).toMatchObject([{ data: { why: 'lock-out' } }]);
  expect(events.length).toBeLessThan(10);
  expect(lines).toEqual([]);
});

test('where there is no sink nobody is told, and the log says so once', async () => {
  const note = (line: unknown): void => void lines.push(String(line));
  const told = createHttpPolicyEvents(null, {
    bucket: store.bucket,
    policies: store.policies,
    now: () => new Date(0),
    newId: createSequentialIds(),
    log: { error: note, warn: note, info: note },
  });
  await addBinding(store.policies, 'a');
  told.changed((await store.policies.read()).revision);
  told.refused(REFUSED);
  await told.flush(whenDone());
  expect(lines).toHaveLength(1);
  expect(store.keys('policy/announced')).toEqual([]);
});
