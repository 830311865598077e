import { expect, test } from 'vitest';

import { createFunctionServer, type FunctionDefinition, json } from '../src/index.ts';
import { type Recorder, recorder, sampleFunction } from './sample-function.ts';
import { sendRaw, serveLocally } from './serve-locally.ts';

type ToRefusalResponse = NonNullable<FunctionDefinition['toRefusalResponse']>;

async function sample(toRefusalResponse: ToRefusalResponse): Promise<{ port: number; lines: Recorder['lines'] }> {
  const { lines, options } = recorder();
  const { port } = await serveLocally(createFunctionServer(sampleFunction({ toRefusalResponse }), options));
  return { port, lines };
}

const inOwnWords: ToRefusalResponse = ({ title, detail, maxBodyBytes }, path) =>
  json(200, { errors: [{ title, detail, maxBodyBytes, path: path ?? null }] }, { allow: 'nothing', 'x-own': 'yes' });

const CLOSE = 'host: x\r\nconnection: close\r\n';

const REFUSED: readonly [string, string, number, object, object][] = [
  ['an unknown path', `GET /nowhere?x=1 HTTP/1.1\r\n${CLOSE}\r\n`, 404, { path: '/nowhere', title: 'Not found' }, {}],
  [
    'another method',
    `POST /v1/things/a HTTP/1.1\r\n${CLOSE}content-length: 0\r\n\r\n`,
    405,
    { path: '/v1/things/a', title: 'Method not allowed' },
    { allow: 'DELETE, GET, HEAD, PUT' },
  ],
  ['another method of a probe', `DELETE /healthz HTTP/1.1\r\n${CLOSE}\r\n`, 405, {}, { allow: 'GET, HEAD' }],
  ['a malformed path', `GET /v1/things/%zz HTTP/1.1\r\n${CLOSE}\r\n`, 400, { title: 'Malformed path' }, {}],
  [
    'a large body',
    `PUT /v1/things/a HTTP/1.1\r\n${CLOSE}content-length: 11\r\n\r\n0123456789a`,
    413,
    { title: 'Content too large', detail: 'The body may have at most 10 bytes.', maxBodyBytes: 10 },
    {},
  ],
  [
    'an encoded body',
    `POST /echo HTTP/1.1\r\n${CLOSE}content-encoding: gzip\r\ncontent-length: 1\r\n\r\nx`,
    415,
    { title: 'Unsupported content encoding' },
    { 'accept-encoding': 'identity' },
  ],
  ['what is no HTTP', 'hello\r\n\r\n', 400, { title: 'Bad request', path: null }, { connection: 'close' }],
  [
    'large headers',
    `GET / HTTP/1.1\r\n${CLOSE}x-large: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    { title: 'Request header fields too large', path: null },
    {},
  ],
];

test.each(REFUSED)('%s is refused in the words of the function', async (_title, request, status, words, headers) => {
  const { port, lines } = await sample(inOwnWords);
  const response = await sendRaw(port, request);
  expect(response).toMatchObject({
    status,
    headers: { 'x-own': 'yes', 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
  expect(JSON.parse(response.body)).toMatchObject({ errors: [words] });
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test.each<[string, ToRefusalResponse, number]>([
  ['has no words for it', () => undefined, 0],
  [
    'throws',
    () => {
      throw new Error('again');
    },
    1,
  ],
  ['gives what cannot be sent', () => ({ status: 404, headers: { 'x-a': '\n' } }), 1],
])('a function that %s leaves a problem', async (_title, toRefusalResponse, errors) => {
  const { port, lines } = await sample(toRefusalResponse);
  const response = await sendRaw(port, `GET /nowhere HTTP/1.1\r\n${CLOSE}\r\n`);
  expect(response).toMatchObject({ status: 404, headers: { 'content-type': 'application/problem+json' } });
  expect(JSON.parse(response.body)).toEqual({ title: 'Not found', status: 404 });
  expect(lines.filter(({ level }) => level === 'error')).toHaveLength(errors);
});
