import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test, vi } from 'vitest';

import { serveLocally } from './serve-locally.ts';

// A process starts in half a second, and on a busy machine in several.
vi.setConfig({ testTimeout: 60_000 });

const FIXTURE = fileURLToPath(new URL('fixtures/process.ts', import.meta.url));

type Line = Readonly<Record<string, unknown>>;
type Running = {
  child: ChildProcess;
  url: string;
  port: number;
  lines: Line[];
  /** The next line with this message, or one that came already. */
  logged: (message: string) => Promise<Line>;
  exited: Promise<number | null>;
};

function start(environment: Record<string, string> = {}): {
  child: ChildProcess;
  lines: Line[];
  read: AsyncIterable<Line>;
  exited: Promise<number | null>;
} {
  const child = spawn(process.execPath, ['--conditions=source', FIXTURE], {
    env: { PORT: '0', WHARFINGER_LISTEN_ADDRESS: '127.0.0.1', NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  return { child, exited, ...reading(child) };
}

function reading(child: ChildProcess): { lines: Line[]; read: AsyncIterable<Line> } {
  const lines: Line[] = [];
  if (child.stdout === null) throw new Error('The process has no output.');
  const input = createInterface({ input: child.stdout });
  async function* read(): AsyncIterable<Line> {
    for await (const text of input) {
      const line: Line = JSON.parse(text);
      lines.push(line);
      yield line;
    }
  }
  return { lines, read: read() };
}

async function allOf(read: AsyncIterable<Line>): Promise<Line[]> {
  const seen = [];
  for await (const line of read) seen.push(line);
  return seen;
}

async function serve(environment: Record<string, string> = {}): Promise<Running> {
  const { child, lines, read, exited } = start(environment);
  const waiting = new Map<string, PromiseWithResolvers<Line>>();
  const waitFor = (message: string): PromiseWithResolvers<Line> => {
    const found = waiting.get(message) ?? Promise.withResolvers<Line>();
    waiting.set(message, found);
    return found;
  };
  const readAll = (async () => {
    for await (const line of read) waitFor(String(line['msg'])).resolve(line);
  })();
  const logged = (message: string): Promise<Line> => waitFor(message).promise;
  const port = Number((await logged('listening'))['port']);
  return { child, lines, logged, exited: readAll.then(() => exited), port, url: `http://127.0.0.1:${port}` };
}

/** Opens a connection that stays open, and sends a request on it. */
async function request(
  port: number,
  path: string,
): Promise<{ socket: Socket; text: () => string; closed: Promise<unknown> }> {
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise((resolve) => {
    socket.once('close', resolve);
  });
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return { socket, text: () => text, closed };
}

test('SIGTERM: three requests in flight are all answered, no new one is taken, exit 0', async () => {
  const { child, port, lines, logged, exited } = await serve();
  const inFlight = await Promise.all([request(port, '/slow'), request(port, '/slow'), request(port, '/slow')]);
  // A round trip on a fourth connection, which then is idle: what was sent before has arrived.
  const idle = await request(port, '/quick');
  await once(idle.socket, 'data');
  child.kill('SIGTERM');
  await logged('draining');
  await idle.closed;
  const late = connect(port, '127.0.0.1');
  await expect(once(late, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(await exited).toBe(0);
  for (const { text } of inFlight) {
    expect(text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text()).toMatch(/\r\nconnection: close\r\n/i);
    expect(text()).toMatch(/\{"slow":true\}$/);
  }
  expect(lines.at(-1)).toMatchObject({ msg: 'drained' });
});

test('SIGINT drains as SIGTERM does, and more signals change nothing', async () => {
  const { child, port, lines, logged, exited } = await serve();
  const { text } = await request(port, '/slow');
  await (await fetch(`http://127.0.0.1:${port}/quick`)).text();
  child.kill('SIGINT');
  await logged('draining');
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(lines.filter((line) => line['msg'] === 'draining')).toHaveLength(1);
});

test('a request that takes longer than the drain is cut off and logged, exit 1', async () => {
  const { child, port, lines, exited } = await serve({ WHARFINGER_DRAIN_SECONDS: '0' });
  const { closed } = await request(port, '/stuck');
  await (await fetch(`http://127.0.0.1:${port}/quick`)).text();
  child.kill('SIGTERM');
  await closed;
  expect(await exited).toBe(1);
  expect(lines.find((line) => line['path'] === '/stuck')).toMatchObject({ msg: 'request', aborted: true });
});

test('work that must not be lost is finished once the last request is answered, and then the process ends', async () => {
  const { child, port, lines, exited } = await serve({ FINISH: 'quick' });
  const { text } = await request(port, '/slow');
  await (await fetch(`http://127.0.0.1:${port}/quick`)).text();
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(text()).toMatch(/\{"slow":true\}$/);
  const order = lines.map((line) => line['path'] ?? line['msg']).filter((what) => what !== 'started');
  expect(order.slice(-3)).toEqual(['/slow', 'finished', 'drained']);
});

test('work that takes longer than the drain is told so, and the process ends', async () => {
  const { child, lines, exited } = await serve({ FINISH: 'late', WHARFINGER_DRAIN_SECONDS: '1' });
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(lines.slice(-2)).toMatchObject([{ msg: 'out of time' }, { msg: 'drained' }]);
});

test('work that fails is logged, and the process ends with 1', async () => {
  const { child, lines, exited } = await serve({ FINISH: 'broken' });
  child.kill('SIGTERM');
  expect(await exited).toBe(1);
  expect(lines.at(-2)).toMatchObject({ level: 'error', err: { message: 'nothing to finish' } });
});

test.each([
  ['/reject', 'unhandledRejection', 'nobody waits for this'],
  ['/throw-later', 'uncaughtException', 'thrown later'],
])('%s is logged as fatal and ends the process with 1', async (path, event, message) => {
  const { port, logged, exited } = await serve({ WHARFINGER_DRAIN_SECONDS: '1' });
  const slow = await request(port, '/slow');
  await request(port, path);
  expect(await logged(event)).toMatchObject({
    level: 'fatal',
    err: { type: 'Error', message, stack: expect.any(String) },
  });
  expect(await exited).toBe(1);
  expect(slow.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test('a fault of one request is no business of the others', async () => {
  const { url, child, exited } = await serve();
  expect((await fetch(`${url}/throw`)).status).toBe(500);
  expect((await fetch(`${url}/quick`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

test('an idle connection is kept', async () => {
  const { url } = await serve();
  const response = await fetch(`${url}/quick`);
  expect(response.headers.get('keep-alive')).toBe('timeout=120');
  expect(response.headers.get('connection')).toBe('keep-alive');
});

test('what follows serveFunction waits for the first answer', async () => {
  const { url, logged, lines } = await serve();
  await (await fetch(`${url}/quick`)).text();
  await logged('started');
  expect(lines.map((line) => line['msg'])).toEqual(['listening', 'request', 'started']);
});

test('what follows serveFunction does not wait for ever', async () => {
  const { logged, lines } = await serve();
  await logged('started');
  expect(lines.map((line) => line['msg'])).toEqual(['listening', 'started']);
});

test('a port that is taken is named, exit 1', async () => {
  const taken = createServer();
  const { port } = await serveLocally(taken);
  const { read, exited } = start({ PORT: String(port) });
  const seen = await allOf(read);
  expect(seen).toMatchObject([{ level: 'fatal', msg: 'cannot listen', port, err: { code: 'EADDRINUSE' } }]);
  expect(await exited).toBe(1);
});

test('a broken environment is told whole, exit 1', async () => {
  const { read, exited } = start({ PORT: 'x', WHARFINGER_LOG_LEVEL: 'loud', WHARFINGER_DRAIN: 'hunter2' });
  const seen = await allOf(read);
  expect(seen.map((line) => line['variable'])).toEqual(['PORT', 'WHARFINGER_LOG_LEVEL', 'WHARFINGER_DRAIN']);
  expect(seen).toMatchObject([{ level: 'fatal', msg: expect.stringMatching(/^PORT /) }, {}, {}]);
  expect(JSON.stringify(seen)).not.toContain('hunter2');
  expect(await exited).toBe(1);
});
