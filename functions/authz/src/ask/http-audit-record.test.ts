import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { recordedDecision } from '../../test/recorded-decision.ts';
import { createHttpAuditRecord } from './http-audit-record.ts';
import type { RecordAnswer } from './simulate-record.ts';

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let origin: string;
let respond: Respond;
let asked: IncomingMessage[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    respond(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Respond =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

function read(change: { cursor?: string; signal?: AbortSignal; path?: string } = {}): Promise<RecordAnswer> {
  const { cursor, signal = new AbortController().signal, path = '' } = change;
  return createHttpAuditRecord({ auditUrl: new URL(`${origin}${path}`) })({
    since: new Date('2026-05-01T00:00:00Z'),
    limit: 7,
    cursor,
    authorization: 'Bearer secret-token',
    signal,
  });
}

const event = recordedDecision();

test('reads a page, as whoever asks', async () => {
  const records = [{ schema: 1, recordedAt: '2026-05-31T00:00:01Z', event }];
  respond = answering(200, JSON.stringify({ records, unreadable: [{ object: 'x', reason: 'y' }], cursor: 'next' }));
  expect(await read()).toEqual({ kind: 'page', page: { events: [event], unreadable: 1, cursor: 'next' } });
  expect(asked[0]?.url).toBe('/v1/records?kind=decisions&since=2026-05-01T00%3A00%3A00.000Z&limit=7');
  expect(asked[0]?.headers.authorization).toBe('Bearer secret-token');
});

test.each(['/audit', '/audit/'])('asks for the next page, below the path %s', async (path) => {
  respond = answering(200, JSON.stringify({ records: [] }));
  expect(await read({ cursor: 'a&b', path })).toEqual({
    kind: 'page',
    page: { events: [], unreadable: 0, cursor: undefined },
  });
  expect(asked[0]?.url).toMatch(/^\/audit\/v1\/records\?.*&cursor=a%26b$/);
});

test('an event that it doesn’t know is unreadable', async () => {
  const records = [{ event }, { event: { ...event, type: 'other' } }, { event: null }];
  respond = answering(200, JSON.stringify({ records, unreadable: [] }));
  expect(await read()).toMatchObject({ page: { events: [event], unreadable: 2 } });
});

test.each([401, 403])('%i is the scope that is missing', async (status) => {
  respond = answering(status, '{"detail":"secret-token"}');
  expect(await read()).toEqual({ kind: 'forbidden' });
});

test.each<[string, Respond]>([
  ['a fault', answering(500, 'secret-token')],
  ['a redirect', answering(302, '', { location: '/elsewhere' })],
  ['no content', answering(204, '')],
  ['no JSON', answering(200, 'secret-token')],
  ['no page', answering(200, '{"records":[1]}')],
  ['nothing', answering(200, '')],
  ['a broken connection', (_, response) => response.destroy()],
  [
    'too much',
    (_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      for (let count = 0; count < 65; count += 1) response.write(chunk);
      response.end(JSON.stringify({ records: [] }));
    },
  ],
])('%s is no answer, and nothing of it is told', async (_, answer) => {
  respond = answer;
  const result = await read();
  expect(result.kind).toBe('unavailable');
  expect(JSON.stringify(result)).not.toContain('secret-token');
  expect(asked).toHaveLength(1);
});

test('waits no longer than the time that there is', async () => {
  respond = () => undefined;
  expect((await read({ signal: AbortSignal.timeout(50) })).kind).toBe('unavailable');
});
