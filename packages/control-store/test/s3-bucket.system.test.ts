import { randomUUID } from 'node:crypto';

import { bucketContract, type BucketUnderTest } from '@wharfinger/fakes';
import { describe, expect, inject, test } from 'vitest';
import * as z from 'zod';

import { createS3Bucket, type S3BucketOptions } from '../src/index.ts';
import { documentsContract } from './documents.contract.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stack: unknown;
  }
}

const s3Schema = z.object({
  endpoint: z.url(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  controlBucket: z.string(),
});
const stackSchema = z.object({ sites: z.tuple([z.object({ s3: s3Schema })], z.unknown()) });

function stackOptions(): S3BucketOptions & { credentials: { accessKeyId: string; secretAccessKey: string } } {
  const { endpoint, region, accessKeyId, secretAccessKey, controlBucket } = stackSchema.parse(inject('stack')).sites[0]
    .s3;
  return { bucket: controlBucket, region, endpoint, credentials: { accessKeyId, secretAccessKey } };
}

function makeBucket(): BucketUnderTest {
  return { bucket: createS3Bucket(stackOptions()), prefix: `contract/${randomUUID()}/` };
}

bucketContract('the control bucket of the stack', makeBucket);
documentsContract('the control bucket of the stack', makeBucket);

describe('what the store refuses', () => {
  test('a missing bucket is a fault for every call, never a missing key', async () => {
    const bucket = createS3Bucket({ ...stackOptions(), bucket: `missing-${randomUUID()}` });
    const refused = { code: 'ERR_STORE_REFUSED' };
    await expect(bucket.get('a')).rejects.toMatchObject(refused);
    await expect(bucket.put('a', new Uint8Array())).rejects.toMatchObject(refused);
    await expect(bucket.put('a', new Uint8Array(), { ifNoneMatch: '*' })).rejects.toMatchObject(refused);
    await expect(bucket.put('a', new Uint8Array(), { ifMatch: '0'.repeat(32) })).rejects.toMatchObject(refused);
    await expect(bucket.list('a')).rejects.toMatchObject(refused);
    await expect(bucket.delete('a')).rejects.toMatchObject(refused);
  });

  test('a wrong secret is a fault whose text and cause hold no credential', async () => {
    const { credentials, ...options } = stackOptions();
    const wrong = { ...credentials, secretAccessKey: 'not-the-secret' };
    const failure: unknown = await createS3Bucket({ ...options, credentials: wrong })
      .get('a')
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'ERR_STORE_REFUSED' });
    const printed = JSON.stringify(failure, Object.getOwnPropertyNames(failure)) + String(failure);
    expect(printed).not.toContain('not-the-secret');
    expect(printed).not.toContain('AWS4-HMAC');
  });
});
