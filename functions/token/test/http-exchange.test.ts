import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { createHttpExchange, type HttpQuestion } from '../src/http-exchange.ts';

// A real server: what matters here happens to connections, which an interceptor in the process doesn't have.
let server: Server;
let answer: RequestListener;
let sockets: Socket[];
let asked: string[];
let question: HttpQuestion;

beforeEach(async () => {
  sockets = [];
  asked = [];
  answer = (_request, response) => response.end('answered');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(Buffer.concat(chunks).toString());
      answer(request, response);
    });
  }).listen(0, '127.0.0.1');
  server.on('connection', (socket) => sockets.push(socket));
  await once(server, 'listening');
  const address = server.address();
  const url = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/path`);
  question = { method: 'POST', url, headers: { 'x-own': 'yes' }, body: 'Ünïcode' };
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const exchangeWithin = (timeoutMs = 5000, maxAnswerBytes = 1000) => createHttpExchange({ timeoutMs, maxAnswerBytes });
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined).catch((error) => error);

test('the question arrives as it is, and the answer too, whatever its status', async () => {
  answer = ({ method, url, headers }, response) => {
    const { 'x-own': own, 'content-length': length, 'transfer-encoding': encoding } = headers;
    response.writeHead(418).end(JSON.stringify({ method, url, own, length, encoding }));
  };
  const { status, text } = await exchangeWithin()(question);
  expect(status).toBe(418);
  expect(JSON.parse(text)).toEqual({ method: 'POST', url: '/path', own: 'yes', length: '9' });
  expect(asked).toEqual(['Ünïcode']);
});

test('a question without a body is sent as such', async () => {
  answer = ({ method, headers }, response) => response.end(`${method} ${headers['content-length'] ?? 'none'}`);
  const { url } = question;
  expect(await exchangeWithin()({ method: 'GET', url, headers: {} })).toEqual({ status: 200, text: 'GET none' });
});

test('one connection serves questions that follow each other', async () => {
  const exchange = exchangeWithin();
  for (let count = 0; count < 5; count += 1) await exchange(question);
  expect(sockets).toHaveLength(1);
});

test('a kept connection that the other side closes under a question costs nothing but a second attempt', async () => {
  const exchange = exchangeWithin();
  await exchange(question);
  answer = ({ socket }, response) => {
    if (socket === sockets[0]) socket.destroy();
    else response.end('from the second connection');
  };
  expect(await exchange(question)).toEqual({ status: 200, text: 'from the second connection' });
  expect(asked).toHaveLength(3);
});

test.each<[string, RequestListener]>([
  ['closes the connection', (request) => request.socket.destroy()],
  ['breaks off in the middle', (_request, response) => response.writeHead(200, { 'content-length': 9 }).write('half')],
  ['speaks another protocol', (request) => request.socket.end('HELLO\r\n\r\n')],
  [
    'switches protocols',
    (request) => request.socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ],
])('a peer that %s is asked twice, and then it is a fault', async (title, broken) => {
  answer = (request, response) => {
    broken(request, response);
    if (title.startsWith('breaks')) setTimeout(() => request.socket.destroy(), 20);
  };
  expect(await failure(exchangeWithin()(question))).toBeInstanceOf(Error);
  expect(asked).toHaveLength(2);
});

test.each<[string, RequestListener]>([
  ['declared', (_request, response) => response.end('x'.repeat(1001))],
  ['endless', (_request, response) => void setInterval(() => response.write('x'.repeat(300)), 1).unref()],
])('an answer that is too long (%s) is a fault, and nobody is asked again', async (_title, long) => {
  answer = long;
  expect(await failure(exchangeWithin()(question))).toMatchObject({ name: 'AnswerTooLongError' });
  expect(asked).toHaveLength(1);
  answer = (_request, response) => response.end('x'.repeat(1000));
  expect(await exchangeWithin()(question)).toMatchObject({ status: 200 });
});

test('one time limit holds for both attempts', async () => {
  answer = ({ socket }) => {
    if (socket === sockets[0]) setTimeout(() => socket.destroy(), 150);
  };
  const startedMs = performance.now();
  expect(await failure(exchangeWithin(300)(question))).toMatchObject({ name: 'TimeoutError' });
  expect(performance.now() - startedMs).toBeLessThan(420);
  expect(asked).toHaveLength(2);
});

test('the time limit holds for an answer that has begun', async () => {
  answer = (_request, response) => void response.write('half');
  expect(await failure(exchangeWithin(100)(question))).toMatchObject({ name: 'TimeoutError' });
  expect(asked).toHaveLength(1);
});

test('whoever has gone asks nothing', async () => {
  const signal = AbortSignal.abort();
  expect(await failure(exchangeWithin()({ ...question, signal }))).toMatchObject({ name: 'AbortError' });
  expect(asked).toEqual([]);
});

test('nothing is left behind on the signal of a long-lived client', async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => ((listeners += 1), add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => ((listeners -= 1), remove(...args));
  await exchangeWithin()({ ...question, signal });
  expect(listeners).toBe(0);
});
