import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, test } from 'vitest';

import { createFunctionServer, type FunctionDefinition, json } from '../src/index.ts';
import { type Recorder, recorder, sampleFunction } from './sample-function.ts';
import { sendRaw, serveLocally } from './serve-locally.ts';

async function sample(
  fields: Partial<FunctionDefinition> = {},
  options: Partial<Recorder['options']> = {},
): Promise<{ port: number; url: string; lines: Recorder['lines'] }> {
  const record = recorder(options);
  return { ...(await serveLocally(createFunctionServer(sampleFunction(fields), record.options))), lines: record.lines };
}

const CLOSE = 'host: x\r\nconnection: close\r\n';

test('connections are kept for longer than a queue-proxy keeps them', () => {
  const server = createFunctionServer(sampleFunction(), recorder().options);
  expect(server.keepAliveTimeout).toBeGreaterThan(90_000);
  expect(server.headersTimeout).toBeGreaterThan(server.keepAliveTimeout);
  expect(server.requestTimeout).toBeGreaterThan(0);
});

test('the client is told for how long', async () => {
  const { url } = await sample();
  expect((await fetch(`${url}/healthz`)).headers.get('keep-alive')).toBe('timeout=120');
});

test.each([
  ['malformed JSON', 'application/json', '{"a":'],
  ['a JSON scalar', 'application/json', '1'],
  ['a malformed form', 'application/x-www-form-urlencoded', 'a=%zz&&b'],
  ['an unknown charset', 'text/plain; charset=klingon', 'x'],
  ['an odd media type', '///', 'x'],
  ['bytes', 'application/octet-stream', '\u0000\u00ff'],
  ['an event of its own media type', 'application/cloudevents+json', '{'],
])('a body of %s reaches the handler as it was sent', async (_title, contentType, body) => {
  const { port } = await sample();
  const head = `POST /echo HTTP/1.1\r\n${CLOSE}content-type: ${contentType}\r\ncontent-length: ${body.length}\r\n\r\n`;
  const response = await sendRaw(port, Buffer.from(head + body, 'latin1'));
  expect(response.status).toBe(200);
  expect(JSON.parse(response.body)).toMatchObject({ body, contentType, contentLength: String(body.length) });
});

test('a chunked body reaches the handler', async () => {
  const { port } = await sample();
  const request = `POST /echo HTTP/1.1\r\n${CLOSE}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`;
  expect(JSON.parse((await sendRaw(port, request)).body)).toMatchObject({ body: 'abcde' });
});

test.each(['application/json', 'text/plain', 'application/cloudevents+json', undefined])(
  'an empty body of %s reaches the handler',
  async (contentType) => {
    const { port } = await sample();
    const type = contentType === undefined ? '' : `content-type: ${contentType}\r\n`;
    const response = await sendRaw(port, `POST /echo HTTP/1.1\r\n${CLOSE}${type}content-length: 0\r\n\r\n`);
    expect(JSON.parse(response.body)).toMatchObject({ body: '' });
  },
);

test.each([['gzip'], ['br'], ['identity, gzip'], ['x']])('a body in %s is 415', async (encoding) => {
  const { port } = await sample();
  const request = `POST /echo HTTP/1.1\r\n${CLOSE}content-encoding: ${encoding}\r\ncontent-length: 1\r\n\r\nx`;
  expect(await sendRaw(port, request)).toMatchObject({ status: 415, headers: { 'accept-encoding': 'identity' } });
});

test('a body as large as its route allows is taken, however it is declared', async () => {
  const { port } = await sample();
  const put = `PUT /v1/things/a HTTP/1.1\r\n${CLOSE}`;
  expect((await sendRaw(port, `${put}content-length: 10\r\n\r\n0123456789`)).status).toBe(200);
  expect((await sendRaw(port, `${put}transfer-encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n`)).status).toBe(
    200,
  );
});

test('a body that declares itself larger is 413 before any of it is sent', async () => {
  const { port } = await sample();
  const socket = connect(port, '127.0.0.1');
  socket.write('PUT /v1/things/a HTTP/1.1\r\nhost: x\r\ncontent-length: 11\r\n\r\n');
  const [chunk] = await once(socket, 'data');
  expect(String(chunk)).toMatch(/^HTTP\/1\.1 413 /);
  expect(String(chunk)).toContain('connection: close');
  socket.destroy();
});

test('a chunked body that grows larger is 413', async () => {
  const { port } = await sample();
  const response = await sendRaw(
    port,
    `PUT /v1/things/a HTTP/1.1\r\n${CLOSE}transfer-encoding: chunked\r\n\r\nb\r\n0123456789a\r\n0\r\n\r\n`,
  );
  expect(response).toMatchObject({ status: 413, headers: { 'content-type': 'application/problem+json' } });
  expect(JSON.parse(response.body)).toMatchObject({ title: 'Content too large', maxBodyBytes: 10 });
});

test('a client that sends all of a body that is too large still gets its answer', async () => {
  const { url } = await sample();
  const response = await fetch(`${url}/echo`, { method: 'POST', body: new Uint8Array(8 * 1024 * 1024) });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ maxBodyBytes: 1_048_576 });
});

test('a client that reads only once it has sent everything still gets its answer', async () => {
  const { port } = await sample();
  const head = `POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: ${8 * 1024 * 1024}\r\n\r\n`;
  const response = await sendRaw(port, Buffer.concat([Buffer.from(head), Buffer.alloc(8 * 1024 * 1024)]));
  expect(response.status).toBe(413);
});

test('the default limit is one MiB', async () => {
  const { url } = await sample();
  const body = new Uint8Array(1024 * 1024);
  expect((await fetch(`${url}/echo`, { method: 'POST', body })).status).toBe(200);
});

test('a client that goes away in the middle of a body calls no handler', async () => {
  let calls = 0;
  const handler = (): ReturnType<typeof json> => {
    calls += 1;
    return json(200, {});
  };
  const { port, url, lines } = await sample({ routes: [{ method: 'POST', path: '/', handler }] });
  const socket = connect(port, '127.0.0.1').resume();
  socket.end('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nabc');
  await once(socket, 'close');
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(calls).toBe(0);
  expect(lines.filter((line) => line['level'] === 'error')).toEqual([]);
});

test('Expect: 100-continue is honoured', async () => {
  const { port } = await sample();
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST /echo HTTP/1.1\r\n${CLOSE}expect: 100-continue\r\ncontent-length: 2\r\n\r\n`);
  const [first] = await once(socket, 'data');
  expect(String(first)).toMatch(/^HTTP\/1\.1 100 /);
  socket.write('ab');
  const [second] = await once(socket, 'data');
  expect(String(second)).toMatch(/^HTTP\/1\.1 200 /);
});

test.each([
  ['a broken percent-encoding', '/v1/things/%zz', 400],
  ['a percent-encoding that is no UTF-8', '/v1/things/%ff', 400],
  ['a broken percent-encoding outside of any parameter', '/%', 404],
  ['nothing but slashes', '////', 404],
  ['another server', '//evil.example/v1/things/a', 404],
  ['dots', '/v1/things/..', 200],
  ['a NUL', '/v1/things/%00', 200],
  ['what the framework keeps for browsers', '/favicon.ico', 404],
  ['a query alone', '?x=1', 400],
  ['absolute form', 'http://registry.example/v1/things/a?x=1', 200],
  ['absolute form without a path', 'http://registry.example', 404],
  ['an asterisk', '*', 404],
])('a path of %s is answered with %s', async (_title, target, status) => {
  const { port, lines } = await sample();
  const response = await sendRaw(port, `GET ${target} HTTP/1.1\r\n${CLOSE}\r\n`);
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toBe(status === 200 ? 'application/json' : 'application/problem+json');
  expect(lines.filter((line) => line['level'] === 'error')).toEqual([]);
});

test('what is no HTTP is 400 as a problem', async () => {
  const { port } = await sample();
  const response = await sendRaw(port, 'hello\r\n\r\n');
  expect(response).toMatchObject({ status: 400, headers: { 'content-type': 'application/problem+json' } });
  expect(JSON.parse(response.body)).toEqual({ title: 'Bad request', status: 400 });
});

test('headers that are too large are 431 as a problem', async () => {
  const { port } = await sample();
  const response = await sendRaw(port, `GET /healthz HTTP/1.1\r\n${CLOSE}x-large: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(response).toMatchObject({ status: 431, headers: { 'content-type': 'application/problem+json' } });
});

test('a token of 12 kB in a header is let through', async () => {
  const { port } = await sample();
  const response = await sendRaw(
    port,
    `GET /healthz HTTP/1.1\r\n${CLOSE}authorization: Bearer ${'x'.repeat(12_000)}\r\n\r\n`,
  );
  expect(response.status).toBe(200);
});

test('while it drains it is not ready, and answers close their connections', async () => {
  const { url } = await sample({}, { isDraining: () => true });
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(503);
  expect(response.headers.get('connection')).toBe('close');
  expect(await response.json()).toMatchObject({ missing: ['draining'] });
});

test('requests on one connection are answered in turn', async () => {
  const { port } = await sample();
  const one = 'GET /v1/things/a HTTP/1.1\r\nhost: x\r\n\r\n';
  const response = await sendRaw(port, `${one}GET /v1/things/b HTTP/1.1\r\n${CLOSE}\r\n`);
  expect(response.body.match(/"thing":"."/g)).toEqual(['"thing":"a"', '"thing":"b"']);
});
