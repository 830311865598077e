import type * as S3Sdk from '@aws-sdk/client-s3';

import { StoreError } from './store-error.ts';
import type { Etag, ListedObject, ListResult, PutOptions } from './bucket.ts';

export type S3BucketOptions = {
  bucket: string;
  region: string;
  /** Default: AWS's own for the region. */
  endpoint?: string;
  /** Default: true when `endpoint` is given. */
  forcePathStyle?: boolean;
  /** Long-lived keys; default: the AWS SDK's own chain (web identity, container, profile, …). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Time for one call of the port, retries included; default 5000. */
  requestTimeoutMs?: number;
};

/** Object metadata naming the call that wrote it, so that a write whose answer got lost is recognised as our own. */
const WRITE_ID = 'wharfinger-write';

export type FetchedObject = { body: Uint8Array; etag: Etag; writeId: string | undefined };

/** Single requests: no retry, and the SDK's errors come through as they are. */
export type S3Requests = {
  get(key: string, ifNoneMatch: Etag | undefined, signal: AbortSignal): Promise<FetchedObject>;
  put(key: string, body: Uint8Array, options: PutOptions & { writeId?: string }, signal: AbortSignal): Promise<Etag>;
  list(prefix: string, startAfter: string | undefined, limit: number, signal: AbortSignal): Promise<ListResult>;
  delete(key: string, signal: AbortSignal): Promise<void>;
};

type Sdk = typeof S3Sdk;

/** Imports the SDK (some 100 ms) with the first request, so that a cold start doesn't wait for it. */
export function createS3Requests(options: S3BucketOptions): S3Requests {
  const Bucket = options.bucket;
  let loading: Promise<{ sdk: Sdk; client: S3Sdk.S3Client }> | undefined;

  async function load(): Promise<{ sdk: Sdk; client: S3Sdk.S3Client }> {
    const sdk = await import('@aws-sdk/client-s3');
    return { sdk, client: createClient(sdk, options) };
  }

  function s3(): Promise<{ sdk: Sdk; client: S3Sdk.S3Client }> {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  return {
    get: async (key, ifNoneMatch, abortSignal) => {
      const { sdk, client } = await s3();
      const condition = ifNoneMatch === undefined ? {} : { IfNoneMatch: ifNoneMatch };
      const answer = await client.send(new sdk.GetObjectCommand({ Bucket, Key: key, ...condition }), { abortSignal });
      const body = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      return { body, etag: requiredEtag(answer.ETag, key), writeId: answer.Metadata?.[WRITE_ID] };
    },
    put: async (key, body, { ifMatch, ifNoneMatch, contentType, writeId }, abortSignal) => {
      const { sdk, client } = await s3();
      const command = new sdk.PutObjectCommand({
        Bucket,
        Key: key,
        Body: body,
        ContentType: contentType ?? 'application/octet-stream',
        ...(ifNoneMatch === undefined ? {} : { IfNoneMatch: ifNoneMatch }),
        // Without quotes: RGW 16 compares the header as it stands, AWS takes both forms.
        ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }),
        ...(writeId === undefined ? {} : { Metadata: { [WRITE_ID]: writeId } }),
      });
      return requiredEtag((await client.send(command, { abortSignal })).ETag, key);
    },
    list: async (prefix, startAfter, limit, abortSignal) => {
      const { sdk, client } = await s3();
      const start = startAfter === undefined ? {} : { StartAfter: startAfter };
      const command = new sdk.ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: limit, ...start });
      return toListResult(await client.send(command, { abortSignal }));
    },
    delete: async (key, abortSignal) => {
      const { sdk, client } = await s3();
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: key }), { abortSignal });
    },
  };
}

function createClient(sdk: Sdk, options: S3BucketOptions): S3Sdk.S3Client {
  const { endpoint, credentials } = options;
  return new sdk.S3Client({
    region: options.region,
    forcePathStyle: options.forcePathStyle ?? endpoint !== undefined,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    // RGW 16 doesn't know the trailers of the newer default.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // We retry ourselves: a conditional write sent twice by the SDK would be refused because of its own first attempt.
    maxAttempts: 1,
  });
}

function toListResult(answer: S3Sdk.ListObjectsV2CommandOutput): ListResult {
  const keys = (answer.Contents ?? []).map((entry): ListedObject => {
    const { Key: key, Size: sizeBytes, LastModified: lastModified } = entry;
    if (key === undefined || sizeBytes === undefined || lastModified === undefined) {
      throw new StoreError('ERR_STORE_UNAVAILABLE', 'The store sent a listing without key, size or time');
    }
    return { key, sizeBytes, lastModified, etag: requiredEtag(entry.ETag, key) };
  });
  return { keys, isTruncated: answer.IsTruncated ?? false };
}

function requiredEtag(etag: string | undefined, key: string): Etag {
  const bare = etag?.replaceAll('"', '');
  if (bare === undefined || bare === '') {
    throw new StoreError('ERR_STORE_UNAVAILABLE', `The store sent no ETag for ${key}`, { key });
  }
  return bare;
}
