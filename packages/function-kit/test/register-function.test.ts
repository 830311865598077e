import { expect, test } from 'vitest';

import { json, requireCaller, Secret } from '../src/index.ts';
import { serveSample } from './serve-sample.ts';

test('a handler gets method, path, parameters, query, body, id and address', async () => {
  const { send } = await serveSample();
  const { status, body } = await send('/v1/things/a%2Fb%20c?x=1&x=2&y=%C3%A9', {
    method: 'PUT',
    body: '{"a":1}',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': '203.0.113.66, 192.0.2.1',
      'x-request-id': 'mine',
    },
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    method: 'PUT',
    path: '/v1/things/a%2Fb%20c',
    params: { thing: 'a/b c' },
    query: [
      ['x', '1'],
      ['x', '2'],
      ['y', 'é'],
    ],
    body: '{"a":1}',
    contentType: 'application/json',
    contentLength: '7',
    requestId: 'mine',
    clientAddress: '192.0.2.1',
  });
});

test('a wildcard gives its segments joined', async () => {
  const { send } = await serveSample();
  expect((await send('/files/a/b/c')).body).toMatchObject({ params: { rest: 'a/b/c' } });
});

test.each([
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'application/vnd.x+json',
])('the bytes of a %s body arrive as they were sent', async (contentType) => {
  const { send } = await serveSample();
  const bytes = '{"a" : [1, 2]}&b=%20\u0000';
  const { body } = await send('/echo', {
    method: 'POST',
    body: bytes.replace('&b=%20\u0000', ''),
    headers: { 'content-type': contentType },
  });
  expect(body).toMatchObject({ body: '{"a" : [1, 2]}', contentType });
});

test('the body of the defaults: an answer is not stored and not guessed at', async () => {
  const { send } = await serveSample();
  const { headers } = await send('/v1/things/a');
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-type': 'application/json',
    'x-request-id': 'id-1',
  });
  expect(headers.has('x-powered-by')).toBe(false);
});

test('HEAD is answered as GET without a body', async () => {
  const { send } = await serveSample();
  const get = await send('/v1/things/a');
  const head = await send('/v1/things/a', { method: 'HEAD' });
  expect(head).toMatchObject({ status: 200, body: '' });
  expect(Number(head.headers.get('content-length'))).toBe(Number(get.headers.get('content-length')) + 1);
});

test('the first route that fits answers', async () => {
  const { send } = await serveSample();
  expect((await send('/v1/things/special')).body).toMatchObject({ params: { thing: 'special' } });
});

test.each([
  ['an unknown path', '/v1/nothing'],
  ['another case', '/V1/things/a'],
  ['a trailing slash', '/v1/things/a/'],
  ['a doubled slash', '/v1//things/a'],
  ['two slashes first', '//v1/things/a'],
  ['an empty parameter', '/v1/things/'],
])('%s is 404 as a problem', async (_title, path) => {
  const { send } = await serveSample();
  const { status, headers, body } = await send(path);
  expect(status).toBe(404);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body).toEqual({ title: 'Not found', status: 404 });
});

test.each([
  ['POST', '/v1/things/a', 'DELETE, GET, HEAD, PUT'],
  ['OPTIONS', '/v1/things/a', 'DELETE, GET, HEAD, PUT'],
  ['PATCH', '/echo', 'POST'],
  ['GET', '/echo', 'POST'],
  ['POST', '/healthz', 'GET, HEAD'],
])('%s %s is 405 with Allow: %s', async (method, path, allow) => {
  const { send } = await serveSample();
  const { status, headers, body } = await send(path, { method });
  expect(status).toBe(405);
  expect(headers.get('allow')).toBe(allow);
  expect(body).toEqual({ title: 'Method not allowed', status: 405, detail: `This path takes ${allow}.` });
});

test.each([
  ['a sane one is taken over', 'req-1:abc.DEF/42=', 'req-1:abc.DEF/42='],
  ['none gives a new one', undefined, 'id-1'],
  ['one with blanks gives a new one', 'a b', 'id-1'],
  ['one that could break a log gives a new one', 'a"}{"b', 'id-1'],
  ['a long one gives a new one', 'x'.repeat(129), 'id-1'],
])('request id: %s', async (_title, given, expected) => {
  const { send, lines } = await serveSample();
  const { headers } = await send('/v1/things/a', { headers: given === undefined ? {} : { 'x-request-id': given } });
  expect(headers.get('x-request-id')).toBe(expected);
  expect(lines).toMatchObject([{ requestId: expected, msg: 'request' }]);
});

test('the access log has one line a request, without the query', async () => {
  const { send, lines } = await serveSample();
  await send('/v1/things/a?token=abc', { headers: { authorization: 'Bearer abc', 'x-forwarded-for': '192.0.2.7' } });
  expect(lines).toEqual([
    {
      level: 'info',
      time: expect.any(String),
      requestId: 'id-1',
      method: 'GET',
      path: '/v1/things/a',
      status: 200,
      durationMs: expect.any(Number),
      clientAddress: '192.0.2.7',
      msg: 'request',
    },
  ]);
});

test.each(['/healthz', '/readyz'])('%s answers 200 and is logged at debug only', async (path) => {
  const { send, lines } = await serveSample();
  expect((await send(path)).status).toBe(200);
  expect(lines).toMatchObject([{ level: 'debug', path }]);
});

test('/readyz that is ready says what should be seen to, and nothing where there is nothing', async () => {
  const noticing = await serveSample({ readiness: () => Promise.resolve({ kind: 'ready', notices: ['a bad key'] }) });
  const { status, body } = await noticing.send('/readyz');
  expect([status, body]).toEqual([200, { status: 'ready', notices: ['a bad key'] }]);
  const quiet = await serveSample({ readiness: () => Promise.resolve({ kind: 'ready', notices: [] }) });
  expect((await quiet.send('/readyz')).body).toEqual({ status: 'ready' });
});

test('/readyz names what is missing, and /healthz does not care', async () => {
  const { send } = await serveSample({
    readiness: () => Promise.resolve({ kind: 'not-ready', missing: ['the store', 'a key'] }),
  });
  const { status, headers, body } = await send('/readyz');
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('2');
  expect(body).toMatchObject({ detail: 'Not ready: the store, a key.', missing: ['the store', 'a key'], status: 503 });
  expect((await send('/healthz')).status).toBe(200);
});

test('a readiness check that throws is not ready, and is logged', async () => {
  const { send, lines } = await serveSample({ readiness: () => Promise.reject(new Error('inner words')) });
  const { status, body } = await send('/readyz');
  expect(status).toBe(503);
  expect(JSON.stringify(body)).not.toContain('inner words');
  expect(lines).toMatchObject([{ level: 'error', err: { message: 'inner words' } }, {}]);
});

test('requireCaller keeps a route to those who know the secret', async () => {
  const secret = 'a-secret-of-the-caller';
  const { send, lines } = await serveSample({
    routes: [{ method: 'GET', path: '/', handler: requireCaller([new Secret(secret)], () => json(200, {})) }],
  });
  expect((await send('/', { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
  expect((await send('/', { headers: { authorization: `Bearer ${secret}x` } })).status).toBe(401);
  expect(JSON.stringify(lines)).not.toContain(secret);
});
