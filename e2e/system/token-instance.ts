import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { ADMIN_SERVICE, fetchToken, REGISTRY_SERVICE } from '../http/token-request.ts';
import { siteOf } from './stack-schema.ts';
import type { Stack } from './stack-schema.ts';

const MAIN = fileURLToPath(new URL('../../functions/token/dist/main.mjs', import.meta.url));
const secretsSchema = z.object({ callerSecret: z.string(), refreshSecret: z.string() });
const lineSchema = z.looseObject({ msg: z.string().optional(), port: z.int().optional() });

export type TokenInstance = { origin: string; lines: readonly string[]; stop: () => Promise<void> };

/** One more token function beside that of a running system: the same keys, secrets and neighbours, set otherwise. */
export async function startTokenInstance(
  stack: Stack,
  stateDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<TokenInstance> {
  const secrets = secretsSchema.parse(JSON.parse(await readFile(path.join(stateDirectory, 'secrets.json'), 'utf8')));
  const token = await fetchToken(stack, { service: REGISTRY_SERVICE, scopes: [] });
  const { authnHook, authz } = siteOf(stack);
  const child = spawn(process.execPath, [MAIN], {
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      WHARFINGER_LISTEN_ADDRESS: '127.0.0.1',
      WHARFINGER_TRUSTED_PROXY_HOPS: '0',
      WHARFINGER_ISSUER: String(decodeJwt(token).iss),
      WHARFINGER_SERVICES: `${REGISTRY_SERVICE},${ADMIN_SERVICE}`,
      WHARFINGER_KEYS_DIR: path.join(stateDirectory, 'keys'),
      WHARFINGER_AUTHN_URL: authnHook,
      WHARFINGER_AUTHZ_URL: authz,
      WHARFINGER_CALLER_SECRET: secrets.callerSecret,
      WHARFINGER_REFRESH_SECRET: secrets.refreshSecret,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    ended.then(() => reject(new Error(`The token function ended.\n${lines.join('\n')}`)), reject);
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const { msg, port: found } = lineSchema.parse(JSON.parse(line));
      if (msg === 'listening' && found !== undefined) resolve(found);
    });
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    lines,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
