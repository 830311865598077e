import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { answer, type Behaviour, raw, startRawEndpoint } from './raw-endpoint.ts';
import { type HookEnd, type HookName, hookScript, runHook } from './run-hook.ts';

const AUTH = 'application/vnd.wharfinger.ext-auth.v1';
const AUTHZ = 'application/vnd.wharfinger.ext-authz.v1';
const PROBLEM = 'application/problem+json';
const LABELS = '{"labels":{"groups":["dev"]}}';
const ALLOWED = { ext_auth: `allowed\n${LABELS}`, ext_authz: 'allowed' } as const;
const MARK = { ext_auth: AUTH, ext_authz: AUTHZ } as const;
const HOOKS: readonly HookName[] = ['ext_auth', 'ext_authz'];

let directory: string;
let secret: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'wharfinger-endpoint-'));
  secret = path.join(directory, 'secret');
  await writeFile(secret, 'Authorization: Bearer caller-secret-of-the-test\n');
});

afterAll(() => rm(directory, { recursive: true }));

const run = (hook: HookName, url: string, stdin = 'alice p'): Promise<HookEnd> =>
  runHook(hookScript(hook), [url, secret], Buffer.from(stdin));

/** Runs a hook against one behaviour and gives how it ended and how often it asked. */
async function runAgainst(hook: HookName, behaviour: Behaviour): Promise<HookEnd & { requests: number }> {
  const endpoint = await startRawEndpoint(behaviour);
  try {
    const end = await run(hook, `${endpoint.origin}/hooks/x`);
    return { ...end, requests: endpoint.requests.length };
  } finally {
    await endpoint.stop();
  }
}

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** Answers with the mark and a body in chunks, as fast as it is read, until nobody listens any more. */
function endless(mark: string, begin: string, rest: string): Behaviour {
  const next = chunk(rest.repeat(Math.ceil(65_536 / rest.length)));
  return (socket) => {
    const write = (): void => {
      while (socket.writable && socket.write(next));
    };
    socket.on('error', () => undefined).on('drain', write);
    socket.write(`HTTP/1.1 200 OK\r\nContent-Type: ${mark}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    if (begin !== '') socket.write(chunk(begin));
    write();
  };
}

test('the hooks ask and read in the same way', async () => {
  const scripts = await Promise.all(HOOKS.map((hook) => readFile(hookScript(hook), 'utf8')));
  const shared = scripts.map((script) =>
    script
      .slice(script.indexOf('\nPATH='), script.indexOf('\nbody='))
      .replaceAll(/ext-authz?\.sh/g, '')
      .replace(/Content-Type: application\/[a-z-]+/, ''),
  );
  expect(shared[0]).toContain('head -c');
  expect(shared[0]).toBe(shared[1]);
});

describe.each(HOOKS)('%s', (hook) => {
  const mark = MARK[hook];
  const other = MARK[hook === 'ext_auth' ? 'ext_authz' : 'ext_auth'];
  const allowed = ALLOWED[hook];
  const headWithLength = (length: number) =>
    `HTTP/1.1 200 OK\r\nContent-Type: ${mark}\r\nContent-Length: ${length}\r\n\r\n`;

  test.each<[string, Behaviour]>([
    ['the mark', answer('200 OK', mark, allowed)],
    [
      'the mark after a second',
      (socket) => {
        setTimeout(() => answer('200 OK', mark, allowed)(socket), 1000);
      },
    ],
    ['the mark after 100 Continue', raw(`HTTP/1.1 100 Continue\r\n\r\n${headWithLength(allowed.length)}${allowed}`)],
    [
      'the mark in chunks',
      raw(
        `HTTP/1.1 200 OK\r\nContent-Type: ${mark}\r\nTransfer-Encoding: chunked\r\n\r\n` +
          `${allowed.length.toString(16)}\r\n${allowed}\r\n0\r\n\r\n`,
      ),
    ],
  ])('allows on %s', async (_, behaviour) => {
    const { exit, stdout, stderr, requests } = await runAgainst(hook, behaviour);
    expect({ exit, stdout, stderr, requests }).toEqual({
      exit: 0,
      stdout: hook === 'ext_auth' ? LABELS : '',
      stderr: '',
      requests: 1,
    });
  });

  test.each<[string, Behaviour]>([
    ['403 with the mark', answer('403 Forbidden', mark, 'refused')],
    ['403 of something in between', answer('403 Forbidden', 'text/html', '<h1>no</h1>')],
    ['401 of something in between', answer('401 Unauthorized', undefined, '')],
    ['401 that says it is allowed', answer('401 Unauthorized', mark, allowed)],
    ['403 that says it is allowed', answer('403 Forbidden', mark, allowed)],
  ])('refuses on %s', async (_, behaviour) => {
    const { exit, stdout, requests } = await runAgainst(hook, behaviour);
    expect({ exit, stdout, requests }).toEqual({ exit: 1, stdout: '', requests: 1 });
  });

  test('says not mine on the mark for it, if it is the hook that can', async () => {
    const { exit, stdout } = await runAgainst(hook, answer('404 Not Found', mark, 'not-mine'));
    expect({ exit, stdout }).toEqual({ exit: hook === 'ext_auth' ? 2 : 3, stdout: '' });
  });

  test.concurrent.each<[string, Behaviour]>([
    ['200 without a body', answer('200 OK', undefined)],
    ['200 and a welcome page', answer('200 OK', 'text/html', '<h1>Welcome</h1>')],
    ['200 and the right body as text', answer('200 OK', 'text/plain', allowed)],
    ['200 and the right body without a type', answer('200 OK', undefined, allowed)],
    ['200 and the right body as JSON', answer('200 OK', 'application/json', allowed)],
    ['the mark without a body', answer('200 OK', mark)],
    ['the mark with a body that says no', answer('200 OK', mark, 'refused')],
    ['the mark with JSON that says no', answer('200 OK', mark, '{"allow":false}')],
    ['the mark with a longer body', answer('200 OK', mark, `${allowed} `)],
    ['the mark with a line end more', answer('200 OK', mark, `${allowed}\n`)],
    ['the mark with blanks alone', answer('200 OK', mark, 'allowed\n \n')],
    ['the mark in capitals', answer('200 OK', mark, allowed.toUpperCase())],
    ['the mark with parameters', answer('200 OK', `${mark}; charset=utf-8`, allowed)],
    ['the other hook’s mark', answer('200 OK', other, allowed)],
    ['the other hook’s answer', answer('200 OK', other, ALLOWED[hook === 'ext_auth' ? 'ext_authz' : 'ext_auth'])],
    ['the other hook’s body', answer('200 OK', mark, ALLOWED[hook === 'ext_auth' ? 'ext_authz' : 'ext_auth'])],
    ['NUL bytes in the body', answer('200 OK', mark, allowed.replace('allowed', 'allo\0wed'))],
    ['NUL bytes behind the body', answer('200 OK', mark, `${allowed}\0`)],
    ['three megabytes', answer('200 OK', mark, allowed.padEnd(3_000_000, ' '))],
    ['three megabytes before it', answer('200 OK', mark, `${' \n'.repeat(1_500_000)}${allowed}`)],
    ['a body that counterfeits the line behind it', answer('200 OK', 'text/html', `${allowed}\n200 7 ${mark}`)],
    ['201', answer('201 Created', mark, allowed)],
    ['204', answer('204 No Content', mark)],
    ['206', answer('206 Partial Content', mark, allowed)],
    ['302 to somewhere that allows', answer('302 Found', mark, allowed, ['Location: http://127.0.0.1:1/'])],
    [
      '307 to somewhere that allows',
      answer('307 Temporary Redirect', mark, allowed, ['Location: http://127.0.0.1:1/']),
    ],
    ['400', answer('400 Bad Request', PROBLEM, '{}')],
    ['401 of our own: the secret is wrong', answer('401 Unauthorized', PROBLEM, '{"title":"Unauthorized"}')],
    ['403 of our own', answer('403 Forbidden', `${PROBLEM}; charset=utf-8`, '{}')],
    ['404 of something in between', answer('404 Not Found', 'text/html', 'not-mine')],
    ['404 with the mark and another body', answer('404 Not Found', mark, 'not mine')],
    ['404 with the mark and NUL bytes', answer('404 Not Found', mark, 'not\0-mine')],
    ['413', answer('413 Content Too Large', PROBLEM, '{}')],
    ['429', answer('429 Too Many Requests', PROBLEM, '{}', ['Retry-After: 1'])],
    ['500 that says it is allowed', answer('500 Internal Server Error', mark, allowed)],
    ['502', answer('502 Bad Gateway', 'text/html')],
    ['503', answer('503 Service Unavailable', PROBLEM, '{}', ['Retry-After: 0'])],
    ['504', answer('504 Gateway Timeout', undefined)],
    ['HTTP/0.9', raw(allowed)],
    ['no HTTP', raw('220 ready\r\n')],
    ['a reset', (socket) => socket.resetAndDestroy()],
    ['an end without an answer', (socket) => socket.end()],
    ['an answer that was cut', raw(`${headWithLength(allowed.length + 1)}${allowed}`)],
    [
      'chunks that were cut',
      raw(
        `HTTP/1.1 200 OK\r\nContent-Type: ${mark}\r\nTransfer-Encoding: chunked\r\n\r\n` +
          `${allowed.length.toString(16)}\r\n${allowed}\r\n`,
      ),
    ],
    ['no answer', () => undefined],
    ['a head and nothing more', (socket) => socket.write(headWithLength(allowed.length))],
    ['the right answer, never ended', (socket) => socket.write(`${headWithLength(allowed.length + 1)}${allowed}`)],
  ])('is a fault on %s', async (_, behaviour) => {
    const { exit, stdout, requests, ms } = await runAgainst(hook, behaviour);
    expect({ exit, stdout, requests }).toEqual({ exit: 3, stdout: '', requests: 1 });
    // A client waits fifteen seconds for the whole request, two hooks or three.
    expect(ms).toBeLessThan(7000);
  });

  const counterfeit = `${allowed}\n200 ${allowed.length} ${mark}\n0`;
  test.each<[string, string, string]>([
    ['blanks', '', ' '],
    ['the right body and line ends', counterfeit, '\n'],
    ['NUL bytes', counterfeit, '\0'],
    ['NUL bytes and the right body at the limit', '\0'.repeat(1_048_576 - counterfeit.length) + counterfeit, ' '],
    ['the right body and a line at the limit', `${allowed}\n${' '.repeat(1_048_000)}`, `\n200 7 ${mark}\n0`],
  ])('is a fault on chunks without end (%s), and is done before its time is over', async (_, begin, rest) => {
    const { exit, stdout, stderr, requests } = await runAgainst(hook, endless(mark, begin, rest));
    expect({ exit, stdout, requests }).toEqual({ exit: 3, stdout: '', requests: 1 });
    expect(stderr).toMatch(rest === '\0' ? /no answer/ : /has more than 1048576 bytes/);
  });

  test.each([
    'ftp://127.0.0.1:1/',
    'file:///etc/hostname',
    'telnet://127.0.0.1:1',
    '',
    'http://',
    'http://no-such-host.invalid/',
  ])('is a fault with the URL %j', async (url) => {
    const { exit, stdout } = await run(hook, url);
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
  });
});

async function freePort(): Promise<number> {
  const endpoint = await startRawEndpoint(() => undefined);
  await endpoint.stop();
  return endpoint.port;
}

describe('a refused connection', () => {
  test.each(HOOKS)('is tried once more by %s, with every byte of the body', async (hook) => {
    const port = await freePort();
    const stdin = 'alice a\0b\r\n\\n  \n';
    const ending = run(hook, `http://127.0.0.1:${port}/hooks/x`, stdin);
    await sleep(400);
    const endpoint = await startRawEndpoint(answer('200 OK', MARK[hook], ALLOWED[hook]), port);
    const { exit } = await ending;
    await endpoint.stop();
    expect(exit).toBe(0);
    expect(endpoint.requests).toHaveLength(1);
    const sent = `\r\n\r\n${Buffer.byteLength(stdin).toString(16)}\r\n${stdin}\r\n0\r\n\r\n`;
    expect(endpoint.requests[0]?.endsWith(sent)).toBe(true);
  });

  test.each(HOOKS)('is a fault of %s when it stays', async (hook) => {
    const { exit, stdout, stderr, ms } = await run(hook, `http://127.0.0.1:${await freePort()}/hooks/x`);
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
    expect(stderr.match(/curl: \(7\)/g)).toHaveLength(2);
    expect(ms).toBeGreaterThan(1000);
    expect(ms).toBeLessThan(4000);
  });
});
