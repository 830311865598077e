import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { answer, startRawEndpoint } from './raw-endpoint.ts';
import { type HookName, hookScript, runHook } from './run-hook.ts';

const HOOKS: readonly HookName[] = ['ext_auth', 'ext_authz'];
const SECRET = 'Bearer caller-secret-of-the-test';
const STDIN = Buffer.from('alice password-of-the-test');

let directory: string;
let secret: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'wharfinger-traps-'));
  secret = path.join(directory, 'secret');
  await writeFile(secret, `Authorization: ${SECRET}\n`);
});

afterAll(() => rm(directory, { recursive: true }));

/** A file of a process that may have ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** Everything that a look at the process table shows of programs with this word in their arguments. */
function processTable(word: string): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ argv: read(`/proc/${pid}/cmdline`), environment: read(`/proc/${pid}/environ`) }))
    .filter(({ argv }) => argv.includes(word))
    .map(({ argv, environment }) => `${argv} ${environment}`)
    .join('\n');
}

describe.each(HOOKS)('%s', (hook) => {
  const script = hookScript(hook);

  test('asks nobody without its two arguments and a secret that it can read', async () => {
    const endpoint = await startRawEndpoint(answer('200 OK', 'text/plain', 'allowed'));
    const empty = path.join(directory, 'empty');
    await writeFile(empty, '');
    for (const args of [
      [],
      [endpoint.origin],
      [endpoint.origin, secret, 'more'],
      [endpoint.origin, path.join(directory, 'nowhere')],
      [endpoint.origin, empty],
      [endpoint.origin, directory],
      [endpoint.origin, ''],
    ]) {
      const { exit, stdout } = await runHook(script, args, STDIN);
      expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
    }
    await endpoint.stop();
    expect(endpoint.requests).toEqual([]);
  });

  test('shows neither the secret nor the password in the process table', async () => {
    let seen = '';
    const endpoint = await startRawEndpoint((socket) => {
      seen = processTable(secret);
      answer('503 Service Unavailable', undefined)(socket);
    });
    const { stderr } = await runHook(script, [endpoint.origin, secret], STDIN, { environment: { HOME: '/root' } });
    await endpoint.stop();
    expect(endpoint.requests[0]).toContain(`Authorization: ${SECRET}`);
    expect(endpoint.requests[0]).toContain(STDIN.toString());
    expect(seen).toContain('curl');
    for (const hidden of ['caller-secret', 'password-of-the-test']) {
      expect(seen).not.toContain(hidden);
      expect(stderr).not.toContain(hidden);
    }
  });

  test('takes nothing that was typed for a header, an option or a file', async () => {
    const endpoint = await startRawEndpoint(answer('503 Service Unavailable', undefined));
    for (const typed of ['@/etc/hostname p', '-K/etc/hostname p', 'alice\r\nX-Evil: 1\r\n\r\n p', '"$(id)" `id`']) {
      await runHook(script, [endpoint.origin, secret], Buffer.from(typed));
      const [head = '', ...body] = endpoint.requests.at(-1)?.split('\r\n\r\n') ?? [];
      expect(head).not.toContain('X-Evil');
      expect(body.join('\r\n\r\n')).toBe(`${Buffer.byteLength(typed).toString(16)}\r\n${typed}\r\n0\r\n\r\n`);
    }
    await endpoint.stop();
  });

  test('allows nothing when it was cut off, wherever that is behind its first line', async () => {
    const whole = await readFile(script, 'utf8');
    const first = whole.indexOf('\n') + 1;
    const lineEnds = [...whole.matchAll(/\n/g)].map(({ index }) => index + 1);
    const places = [...lineEnds, ...Array.from({ length: Math.ceil(whole.length / 37) }, (_, index) => index * 37)];
    const cut = path.join(directory, `cut-${hook}.sh`);
    const endpoint = await startRawEndpoint(answer('200 OK', 'text/plain', 'allowed'));
    for (const place of places.filter((one) => one > first && one < whole.length)) {
      await writeFile(cut, whole.slice(0, place));
      await chmod(cut, 0o755);
      const { exit, stdout } = await runHook(cut, [endpoint.origin, secret], STDIN);
      expect({ place, exit, stdout }).toMatchObject({ exit: place >= whole.trimEnd().length ? 3 : 2, stdout: '' });
    }
    await endpoint.stop();
  });

  test('asks by HTTP alone: a file would be written to', async () => {
    const file = path.join(directory, `written-by-${hook}`);
    const { exit } = await runHook(script, [`file://${file}`, secret], STDIN);
    expect(exit).toBe(3);
    expect(existsSync(file)).toBe(false);
  });

  test('tells no proxy that its environment names', async () => {
    const proxy = await startRawEndpoint(answer('403 Forbidden', undefined));
    const endpoint = await startRawEndpoint(answer('403 Forbidden', undefined));
    const environment = { http_proxy: proxy.origin, all_proxy: proxy.origin };
    const { exit } = await runHook(script, [endpoint.origin, secret], STDIN, { environment });
    await endpoint.stop();
    await proxy.stop();
    expect({ exit, asked: endpoint.requests.length, told: proxy.requests }).toEqual({ exit: 1, asked: 1, told: [] });
  });

  test('runs in an empty environment, and has its own PATH', async () => {
    const endpoint = await startRawEndpoint(answer('403 Forbidden', undefined));
    const { exit } = await runHook(script, [endpoint.origin, secret], STDIN, { environment: {} });
    await endpoint.stop();
    expect(exit).toBe(1);
  });

  test('sends two megabytes byte for byte without waiting for leave', async () => {
    const endpoint = await startRawEndpoint(answer('403 Forbidden', undefined));
    const bytes = Buffer.alloc(2_000_000, Buffer.from([0, 255, 10, 13, 32, 92]));
    const { exit, ms } = await runHook(script, [endpoint.origin, secret], bytes);
    await endpoint.stop();
    const request = endpoint.requests[0] ?? '';
    expect(request.toLowerCase()).not.toContain('expect:');
    const body = request.slice(request.indexOf('\r\n\r\n') + 4).replace(/^[0-9a-f]+\r\n/, '');
    const sent = body.replaceAll(/\r\n[0-9a-f]+\r\n/g, '').replace(/\r\n$/, '');
    expect(exit).toBe(1);
    expect(Buffer.from(sent, 'latin1').equals(bytes)).toBe(true);
    expect(ms).toBeLessThan(3000);
  });
});

test.each(HOOKS)('%s ends with a constant alone: 256 would be 0', async (hook) => {
  const lines = (await readFile(hookScript(hook), 'utf8')).split('\n').filter((line) => !/^\s*#/.test(line));
  const endings = lines.flatMap((line) => [...line.matchAll(/\bexit\b[^;]*/g)].map(([text]) => text.trim()));
  expect(endings.length).toBeGreaterThanOrEqual(3);
  for (const ending of endings) expect(ending).toMatch(/^exit [0-3]$/);
});

/** What both scripts do, each under its own name and with its own kind of body. */
function commonPartsOf(hook: HookName): string[] {
  const text = readFileSync(hookScript(hook), 'utf8')
    .replaceAll(path.basename(hookScript(hook)), 'NAME')
    .replace(hook === 'ext_auth' ? 'application/octet-stream' : 'application/json', 'BODY');
  const places = ['\nPATH=', '\nbody=', '\n  40[13]'].map((mark) => text.indexOf(mark));
  expect(places).not.toContain(-1);
  const [first, last, refusals] = places;
  return [text.slice(first, last), text.slice(refusals)];
}

test('the two scripts ask, try again and refuse in the same words', () => {
  expect(commonPartsOf('ext_authz')).toEqual(commonPartsOf('ext_auth'));
});

test('only the two scripts are there to be run', async () => {
  const files = await readdir(path.dirname(hookScript('ext_auth')));
  expect(files.filter((file) => file.endsWith('.sh'))).toEqual(['ext-auth.sh', 'ext-authz.sh']);
});
