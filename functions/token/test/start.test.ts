import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { TEST_KEY_PEMS } from '@wharfinger/fakes';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';

const INDEX = new URL('../src/index.ts', import.meta.url).pathname;
const line = z.looseObject({ level: z.string(), msg: z.string().optional() });
type Line = z.output<typeof line>;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'token-start-'));
});

afterEach(() => rm(directory, { recursive: true }));

const put = (name: string, text: string): Promise<void> => writeFile(join(directory, name), text);

/** The function as it runs, from its sources. */
function start(): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=source', INDEX], {
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      WHARFINGER_LISTEN_ADDRESS: '127.0.0.1',
      WHARFINGER_ISSUER: 'wharfinger.example',
      WHARFINGER_SERVICES: 'registry.example',
      WHARFINGER_KEYS_DIR: directory,
      WHARFINGER_AUTHN_URL: 'http://127.0.0.1:9',
      WHARFINGER_AUTHZ_URL: 'http://127.0.0.1:9',
      WHARFINGER_CALLER_SECRET: 'caller-secret-of-the-test',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function* linesOf(child: ChildProcess): AsyncIterable<Line> {
  if (child.stdout === null) throw new Error('The process has no output.');
  for await (const text of createInterface({ input: child.stdout })) yield line.parse(JSON.parse(text));
}

async function portOf(child: ChildProcess): Promise<number> {
  for await (const { msg, port } of linesOf(child)) {
    if (msg === 'listening') return z.int().parse(port);
  }
  throw new Error('The process did not listen.');
}

test('with keys that the registry would not trust the process ends with 1, and names each', async () => {
  await Promise.all([put('one.pem', 'no key'), put('two.pem', 'no key either'), put('good.pem', TEST_KEY_PEMS.ES256)]);
  const child = start();
  const exited = once(child, 'exit');
  const fatal: Line[] = [];
  for await (const entry of linesOf(child)) if (entry.level === 'fatal') fatal.push(entry);
  expect(fatal.map(({ problem }) => problem)).toEqual([
    expect.stringContaining('"one"'),
    expect.stringContaining('"two"'),
  ]);
  expect(await exited).toEqual([1, null]);
});

test('without a key it starts, says so, and is ready once there is one', { timeout: 20_000 }, async () => {
  const origin = `http://127.0.0.1:${await portOf(start())}`;
  const waiting = await fetch(`${origin}/readyz`);
  expect(waiting.status).toBe(503);
  expect(await waiting.json()).toMatchObject({ missing: [expect.stringContaining('there is no signing key')] });
  await put('key.pem', TEST_KEY_PEMS.ES256);
  await expect.poll(async () => (await fetch(`${origin}/readyz`)).status, { timeout: 10_000, interval: 200 }).toBe(200);
  expect(await (await fetch(`${origin}/.well-known/jwks.json`)).json()).toMatchObject({ keys: [{ kid: 'key' }] });
});
