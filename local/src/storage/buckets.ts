import type { S3Client } from '@aws-sdk/client-s3';
import type { Secrets } from '../state/secrets.ts';

const S3_REGION = 'us-east-1';
export const REGISTRY_BUCKET = 'registry';
export const CONTROL_BUCKET = 'control';

export type S3Access = { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };

export function s3Access(rgwPort: number, secrets: Secrets): S3Access {
  return {
    endpoint: `http://127.0.0.1:${String(rgwPort)}`,
    region: S3_REGION,
    accessKeyId: secrets.s3AccessKeyId,
    secretAccessKey: secrets.s3SecretAccessKey,
  };
}

/**
 * Makes the two buckets as they must be, and changes nothing that is so already: `registry` versioned (an undo for the collector),
 * `control` not (Ceph 16 ignores If-None-Match in a versioned bucket).
 */
export async function ensureBuckets(access: S3Access, signal: AbortSignal): Promise<void> {
  // After a crash, a gateway that changes a bucket first waits ten seconds for the watches of the one that died.
  const { CreateBucketCommand, GetBucketVersioningCommand, ListBucketsCommand, PutBucketVersioningCommand } =
    await import('@aws-sdk/client-s3');
  await withClient(access, async (client) => {
    const options = { abortSignal: signal };
    const { Buckets: present = [] } = await client.send(new ListBucketsCommand({}), options);
    for (const bucket of [CONTROL_BUCKET, REGISTRY_BUCKET]) {
      if (present.some(({ Name }) => Name === bucket)) continue;
      await client.send(new CreateBucketCommand({ Bucket: bucket }), options);
    }
    const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: REGISTRY_BUCKET }), options);
    if (Status === 'Enabled') return;
    const enabled = { Bucket: REGISTRY_BUCKET, VersioningConfiguration: { Status: 'Enabled' as const } };
    await client.send(new PutBucketVersioningCommand(enabled), options);
  });
}

/** Whether the store answers a signed request through gateway, OSD and monitor; the reason when it doesn't. */
export async function probeBuckets(access: S3Access): Promise<string | undefined> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  return await withClient(access, async (client) => {
    try {
      for (const bucket of [CONTROL_BUCKET, REGISTRY_BUCKET]) {
        await client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), {
          abortSignal: AbortSignal.timeout(5000),
        });
      }
      return undefined;
    } catch (error) {
      return `S3: ${error instanceof Error ? error.name : String(error)}`;
    }
  });
}

async function withClient<T>(access: S3Access, work: (client: S3Client) => Promise<T>): Promise<T> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    endpoint: access.endpoint,
    region: access.region,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: access.accessKeyId, secretAccessKey: access.secretAccessKey },
  });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
