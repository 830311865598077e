import { expect, test } from 'vitest';
import * as z from 'zod';

import nock from 'nock';

import { controlBucketFrom, controlStoreEnvironment, type Bucket } from '../src/index.ts';
import { useStrictNock } from './s3-answers.ts';

useStrictNock();

const REPLY = ['hello', { etag: '"e1"' }] as const;
const FOUND = { kind: 'found', etag: 'e1' };

function bucketFrom(environment: Record<string, string>): Bucket {
  return controlBucketFrom(
    z.object(controlStoreEnvironment).parse({
      WHARFINGER_CONTROL_BUCKET: 'control',
      AWS_ACCESS_KEY_ID: 'example-access-key',
      AWS_SECRET_ACCESS_KEY: 'example-secret-access-key',
      ...environment,
    }),
  );
}

test('an endpoint is asked with the bucket in the path', async () => {
  nock('http://s3.example:8000')
    .get('/control/key')
    .query(true)
    .reply(200, ...REPLY);
  expect(await bucketFrom({ AWS_ENDPOINT_URL_S3: 'http://s3.example:8000' }).get('key')).toMatchObject(FOUND);
});

test('an endpoint with virtual hosts is asked with the bucket in the name', async () => {
  nock('http://control.s3.example')
    .get('/key')
    .query(true)
    .reply(200, ...REPLY);
  const environment = { AWS_ENDPOINT_URL_S3: 'http://s3.example', WHARFINGER_S3_FORCE_PATH_STYLE: 'false' };
  expect(await bucketFrom(environment).get('key')).toMatchObject(FOUND);
});

test('without an endpoint it is AWS in that region, signed with the keys', async () => {
  nock('https://control.s3.eu-central-1.amazonaws.com')
    .get('/key')
    .query(true)
    .matchHeader('authorization', /Credential=example-access-key\/\d{8}\/eu-central-1\/s3\//)
    .reply(200, ...REPLY);
  expect(await bucketFrom({ AWS_REGION: 'eu-central-1' }).get('key')).toMatchObject(FOUND);
});
