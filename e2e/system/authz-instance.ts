import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { siteOf } from './stack-schema.ts';
import type { Stack } from './stack-schema.ts';

const MAIN = fileURLToPath(new URL('../../functions/authz/dist/main.mjs', import.meta.url));
const secretsSchema = z.object({ callerSecret: z.string() });
const lineSchema = z.looseObject({ msg: z.string().optional(), port: z.int().optional() });

export type AuthzInstance = {
  origin: string;
  /** Every log line so far. */
  lines: readonly string[];
  /** Asks `POST /v1/authorize` for one scope. */
  authorize: (question: { account: string; name: string; action: string }) => Promise<Response>;
  stop: () => Promise<void>;
};

/** A control bucket of a test's own, so that its policy is nobody else's. */
export async function createControlBucket(stack: Stack, name: string): Promise<string> {
  const { endpoint, region, accessKeyId, secretAccessKey } = siteOf(stack).s3;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  await client.send(new CreateBucketCommand({ Bucket: name }));
  client.destroy();
  return name;
}

/** One more authz beside that of a running system: the same keys and secrets, set otherwise. */
export async function startAuthzInstance(
  stack: Stack,
  stateDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<AuthzInstance> {
  const { callerSecret } = secretsSchema.parse(
    JSON.parse(await readFile(path.join(stateDirectory, 'secrets.json'), 'utf8')),
  );
  const { s3, token } = siteOf(stack);
  const child = spawn(process.execPath, [MAIN], {
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      WHARFINGER_LISTEN_ADDRESS: '127.0.0.1',
      WHARFINGER_TRUSTED_PROXY_HOPS: '0',
      WHARFINGER_CONTROL_BUCKET: s3.controlBucket,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_REGION: s3.region,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      WHARFINGER_JWKS_URL: new URL('/.well-known/jwks.json', token).href,
      WHARFINGER_ISSUER: 'wharfinger-local',
      WHARFINGER_CALLER_SECRET: callerSecret,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    ended.then(() => reject(new Error(`The authz function ended.\n${lines.join('\n')}`)), reject);
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const { msg, port: found } = lineSchema.parse(JSON.parse(line));
      if (msg === 'listening' && found !== undefined) resolve(found);
    });
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    lines,
    authorize: async ({ account, name, action }) =>
      await fetch(`${origin}/v1/authorize`, {
        method: 'POST',
        headers: { authorization: `Bearer ${callerSecret}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          account,
          address: null,
          service: 'registry.local',
          scopes: [{ type: 'repository', name, actions: [action] }],
        }),
        signal: AbortSignal.timeout(30_000),
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
