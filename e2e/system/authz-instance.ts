import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { startFunctionInstance } from './function-instance.ts';
import type { FunctionInstance } from './function-instance.ts';
import { siteOf } from './stack-schema.ts';
import type { Stack } from './stack-schema.ts';

const secretsSchema = z.object({ callerSecret: z.string() });

export type AuthzInstance = FunctionInstance & {
  /** Asks `POST /v1/authorize` for one scope. */
  authorize: (question: { account: string; name: string; action: string }) => Promise<Response>;
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
  const instance = await startFunctionInstance('authz', {
    WHARFINGER_CONTROL_BUCKET: s3.controlBucket,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: s3.region,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    WHARFINGER_JWKS_URL: new URL('/.well-known/jwks.json', token).href,
    WHARFINGER_ISSUER: 'wharfinger-local',
    WHARFINGER_CALLER_SECRET: callerSecret,
    ...environment,
  });
  return {
    ...instance,
    authorize: async ({ account, name, action }) =>
      await fetch(`${instance.origin}/v1/authorize`, {
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
  };
}
