import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startMemoryStore } from './memory-store.ts';

export const CALLER_SECRET = 'caller-secret-of-the-hook-tests';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PATIENCE_MS = 30_000;

/** authn-hook and authz as processes of their own, over a store in memory. */
export type LiveFunctions = { authn: string; authz: string; logs: () => string; stop: () => Promise<void> };

type RunningFunction = { origin: string; child: ChildProcess; output: () => string };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new TypeError('no port');
  return address.port;
}

async function startFunction(name: string, environment: Record<string, string>): Promise<RunningFunction> {
  const port = await freePort();
  const entry = path.join(ROOT, 'functions', name, 'src/index.ts');
  const child = spawn(process.execPath, ['--conditions=source', entry], {
    env: { PORT: String(port), NODE_ENV: 'production', WHARFINGER_LISTEN_ADDRESS: '127.0.0.1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  return { origin: `http://127.0.0.1:${port}`, child, output: () => output };
}

async function waitUntilReady({ origin, child, output }: RunningFunction): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const response = await fetch(`${origin}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`A function did not get ready:\n${output()}`);
}

/** Starts both with these documents in the control bucket. */
export async function startLiveFunctions(documents: Readonly<Record<string, unknown>>): Promise<LiveFunctions> {
  const store = await startMemoryStore(documents);
  const common = {
    WHARFINGER_CONTROL_BUCKET: store.bucket,
    AWS_ENDPOINT_URL_S3: store.endpoint,
    AWS_ACCESS_KEY_ID: 'nobody',
    AWS_SECRET_ACCESS_KEY: 'nothing',
    WHARFINGER_CALLER_SECRET: CALLER_SECRET,
    WHARFINGER_JWKS_URL: 'http://127.0.0.1:9/jwks.json',
    WHARFINGER_ISSUER: 'nobody',
  };
  const authn = await startFunction('authn-hook', { ...common, WHARFINGER_REFUSAL_FLOOR_MS: '100' });
  const authz = await startFunction('authz', { ...common, WHARFINGER_SERVICES: 'reg.test' });
  const stop = async (): Promise<void> => {
    for (const { child } of [authn, authz]) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    await store.stop();
  };
  try {
    await Promise.all([waitUntilReady(authn), waitUntilReady(authz)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { authn: authn.origin, authz: authz.origin, logs: () => `${authn.output()}\n${authz.output()}`, stop };
}
