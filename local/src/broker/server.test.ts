import { once } from 'node:events';
import { EVENT_MAX_BYTES } from '@wharfinger/events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Server } from 'node:http';
import type { CloudEvent } from './cloud-event.ts';
import type { DeadLetter } from './dead-letters.ts';
import { createBrokerServer } from './server.ts';

const HEADERS = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' };
const letter: DeadLetter = {
  trigger: 'audit',
  subscriber: 'http://audit/',
  attempts: 1,
  reason: 'HTTP 400',
  at: '2026-01-02T03:04:05.678Z',
  event: { attributes: { id: '1' } },
};

let accepted: CloudEvent[] = [];
let isDiskFull = false;
let server: Server;
let address = '';

beforeEach(async () => {
  accepted = [];
  isDiskFull = false;
  const accept = async (event: CloudEvent) => {
    if (isDiskFull) throw new Error('no space left');
    accepted.push(event);
  };
  const broker = { accept, stop: async () => undefined };
  server = createBrokerServer(broker, { store: () => undefined, list: () => [letter] }, '/secret').listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const bound = server.address();
  address = typeof bound === 'object' && bound !== null ? `http://127.0.0.1:${String(bound.port)}` : '';
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const post = async (headers: Record<string, string>, body: string) =>
  await fetch(`${address}/secret`, { method: 'POST', headers, body });

test('an event is answered 202 without a body once it is accepted', async () => {
  const response = await post(HEADERS, 'data');

  expect([response.status, await response.text()]).toStrictEqual([202, '']);
  expect(accepted.map(({ attributes }) => attributes['id'])).toStrictEqual(['1']);
});

test('an event of the largest size is accepted', async () => {
  expect((await post(HEADERS, 'x'.repeat(EVENT_MAX_BYTES))).status).toBe(202);
});

test.each([
  ['anything else than an event', 400, {}, '{}'],
  ['an event that is too large', 413, HEADERS, 'x'.repeat(EVENT_MAX_BYTES + 1)],
])('%s is answered %i', async (_case, expected, headers, body) => {
  const response = await post(headers, body);

  expect(response.status).toBe(expected);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(accepted).toStrictEqual([]);
});

test('an event that could not be stored is answered 503, so that its sender keeps it', async () => {
  isDiskFull = true;

  expect((await post(HEADERS, '')).status).toBe(503);
});

test.each([
  ['GET', '/secret', 405],
  ['POST', '/', 404],
  ['POST', '/secret/', 404],
  ['GET', '/other', 404],
  ['POST', '/other', 404],
  ['GET', '/healthz', 200],
  ['GET', '/readyz', 200],
])('%s %s is answered %i', async (method, path, expected) => {
  expect((await fetch(`${address}${path}`, { method })).status).toBe(expected);
});

test('GET /dead-letters shows them', async () => {
  const response = await fetch(`${address}/dead-letters`);

  expect(await response.json()).toStrictEqual({ deadLetters: [letter] });
});
