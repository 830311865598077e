import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TOOL = fileURLToPath(new URL('build-function.mjs', import.meta.url));
const ROOT = dirname(dirname(TOOL));

const FUNCTION = `
import { createLogger, json, serveFunction } from '@wharfinger/function-kit';
import { z } from 'zod';

const settings = z.object({ PORT: z.string().transform(Number) }).parse(process.env);
const logger = createLogger({ name: 'scratch', logLevel: 'info' });
const sdk = async () => await import('@aws-sdk/client-s3');
await serveFunction(
  {
    name: 'scratch',
    routes: [
      { method: 'POST', path: '/echo', handler: ({ body }) => json(200, body.byteLength) },
      { method: 'GET', path: '/sdk', handler: async () => json(200, typeof (await sdk()).S3Client) },
      { method: 'GET', path: '/undici', handler: () => json(200, process.moduleLoadList.some((name) => name.includes('undici'))) },
      { method: 'GET', path: '/home', handler: () => json(200, process.env.HOME) },
      { method: 'GET', path: '/here', handler: () => json(200, [import.meta.url, import.meta.dirname]) },
    ],
    readiness: async () => (await sdk(), { kind: 'ready' }),
  },
  { port: settings.PORT, listenAddress: '127.0.0.1', logLevel: 'info', trustedProxyHops: 1, drainSeconds: 5, logger },
);
`;

let folder = '';

/** A function's folder where its imports are found; the build starts it as the function of this name. */
async function scratch(name: string, text: string): Promise<string> {
  const own = join(folder, name);
  await mkdir(join(own, 'src'), { recursive: true });
  await writeFile(join(own, 'src', 'index.ts'), text);
  return own;
}

const build = async (cwd: string): Promise<unknown> => await promisify(execFile)(process.execPath, [TOOL], { cwd });

beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache', 'build-function-'));
  await build(await scratch('gc', FUNCTION));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the folder holds what is shipped, each script with its cache', async () => {
  expect((await readdir(join(folder, 'gc', 'dist'))).toSorted()).toEqual([
    'LICENSES.txt',
    'aws-sdk-client-s3.js',
    'aws-sdk-client-s3.js.cache',
    'deferred.js',
    'function.js',
    'function.js.cache',
    'main.mjs',
  ]);
});

test('the licence of every package is there, with its text', async () => {
  const text = await readFile(join(folder, 'gc', 'dist', 'LICENSES.txt'), 'utf8');
  for (const name of ['@google-cloud/functions-framework', 'express', 'pino', 'zod', 'mime-db', '@aws-sdk/client-s3']) {
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((?:MIT|Apache-2\\.0|ISC)\\)$`, 'm'));
  }
  expect(text).toContain('Permission is hereby granted');
  expect(text).not.toContain('wharfinger');
});

test('copied elsewhere and read-only, it runs without node_modules, HOME or what is deferred', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'dist-'));
  onTestFinished(async () => {
    await chmod(copy, 0o755);
    await rm(copy, { recursive: true });
  });
  await cp(join(folder, 'gc', 'dist'), copy, { recursive: true });
  await rm(join(copy, 'deferred.js'));
  await chmod(copy, 0o555);
  const before = await readdir(copy);
  const child = spawn(process.execPath, ['main.mjs'], {
    cwd: copy,
    env: { PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, port }: { msg?: unknown; port?: unknown } = JSON.parse(line);
    if (msg !== 'listening') continue;
    const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
      const response = await fetch(`http://127.0.0.1:${Number(port)}${path}`, init);
      return [response.status, await response.json()];
    };
    expect(await ask('/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await ask('/undici')).toEqual([200, false]);
    expect(
      await ask('/echo', { method: 'POST', body: '{"a":', headers: { 'content-type': 'application/json' } }),
    ).toEqual([200, 5]);
    expect(await ask('/nothing')).toEqual([404, { title: 'Not found', status: 404 }]);
    expect(await ask('/sdk')).toEqual([200, 'function']);
    // Without HOME and an entry for its user id, the SDK would look for its files in vain, and in an unhandled rejection.
    expect(await ask('/home')).toEqual([200, '/']);
    expect(await ask('/here')).toEqual([200, [`file://${copy}/main.mjs`, copy]]);
    child.kill('SIGTERM');
  }
  expect(await exited).toEqual([0, null]);
  expect(await readdir(copy)).toEqual(before);
});

test('a function that does not start is not built', async () => {
  const broken = await scratch('authz', "throw new Error('wired wrongly');");
  await expect(build(broken)).rejects.toThrow('wired wrongly');
});

test('a function that nobody gave a configuration to start with is built without a cache', async () => {
  const unknown = await scratch('unknown', FUNCTION);
  await build(unknown);
  expect(await readdir(join(unknown, 'dist'))).not.toContain('function.js.cache');
});

test('an import that drags all of zod in is told', async () => {
  const large = await scratch('events', "import zod from 'zod';\nconsole.log(Object.keys(zod.locales));");
  await expect(build(large)).rejects.toThrow(/All of zod is in the bundle/);
});
