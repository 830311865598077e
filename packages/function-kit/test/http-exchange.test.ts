import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { Socket } from 'node:net';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

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
  const headersOfBoth: IncomingHttpHeaders[] = [];
  answer = ({ socket, headers }, response) => {
    headersOfBoth.push(headers);
    if (socket === sockets[0]) socket.destroy();
    else response.end('from the second connection');
  };
  const headers = { 'x-request-id': 'request-1' };
  expect(await exchange({ ...question, headers })).toEqual({ status: 200, text: 'from the second connection' });
  expect(asked).toHaveLength(3);
  expect(headersOfBoth).toMatchObject([headers, headers]);
});

const BROKEN: [string, RequestListener][] = [
  ['closes the connection', (request) => request.socket.destroy()],
  ['resets the connection', (request) => request.socket.resetAndDestroy()],
  [
    'breaks off in the middle',
    (request, response) => {
      response.writeHead(200, { 'content-length': 9 }).write('half');
      setTimeout(() => request.socket.destroy(), 20);
    },
  ],
  ['breaks off in the first line', (request) => request.socket.end('HTTP/1.1 2')],
  ['speaks another protocol', (request) => request.socket.end('HELLO\r\n\r\n')],
  [
    'switches protocols',
    (request) => request.socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ],
];

test.each(BROKEN)(
  'a peer that has the question and %s is not asked again: it may have answered',
  async (_title, broken) => {
    answer = broken;
    expect(await failure(exchangeWithin()(question))).toBeInstanceOf(Error);
    expect(asked).toHaveLength(1);
  },
);

test.each(BROKEN.slice(2))(
  'nor on a kept connection once there is a byte of an answer: one that %s',
  async (_title, broken) => {
    const exchange = exchangeWithin();
    await exchange(question);
    answer = broken;
    expect(await failure(exchange(question))).toBeInstanceOf(Error);
    expect([asked.length, sockets.length]).toEqual([2, 1]);
  },
);

test('where nobody listens it is tried twice', async () => {
  const { port } = question.url;
  server.close();
  await once(server, 'close');
  const connect = vi.spyOn(Socket.prototype, 'connect');
  expect(await failure(exchangeWithin()(question))).toMatchObject({ code: 'ECONNREFUSED' });
  expect(connect).toHaveBeenCalledTimes(2);
  connect.mockRestore();
  server.listen(Number(port), '127.0.0.1');
  await once(server, 'listening');
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
  const exchange = exchangeWithin(300);
  await exchange(question);
  answer = ({ socket }) => {
    if (socket === sockets[0]) setTimeout(() => socket.destroy(), 150);
  };
  const startedMs = performance.now();
  expect(await failure(exchange(question))).toMatchObject({ name: 'TimeoutError' });
  expect(performance.now() - startedMs).toBeLessThan(420);
  expect(asked).toHaveLength(3);
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
