import { inspect } from 'node:util';

import { describe, expect, test } from 'vitest';
import * as z from 'zod';

import { bothKeysOrNeither, controlBucketFrom, controlStoreEnvironment } from './control-store-environment.ts';

const schema = z.strictObject({ ...controlStoreEnvironment }).check(bothKeysOrNeither);
const LEAST = { WHARFINGER_CONTROL_BUCKET: 'control' };
const KEYS = { AWS_ACCESS_KEY_ID: 'example-access-key', AWS_SECRET_ACCESS_KEY: 'example-secret-access-key' };

describe('the environment of the control store', () => {
  test('needs a bucket and has a default or an absence for the rest', () => {
    expect(schema.parse(LEAST)).toEqual({ ...LEAST, AWS_REGION: 'us-east-1', WHARFINGER_STORE_TIMEOUT_MS: 5000 });
  });

  test('parses every variable', () => {
    const parsed = schema.parse({
      ...LEAST,
      ...KEYS,
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_S3: 'http://s3.example:8000',
      WHARFINGER_S3_FORCE_PATH_STYLE: 'false',
      WHARFINGER_STORE_TIMEOUT_MS: '1500',
    });
    expect(parsed).toMatchObject({
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_S3: 'http://s3.example:8000',
      AWS_ACCESS_KEY_ID: 'example-access-key',
      WHARFINGER_S3_FORCE_PATH_STYLE: false,
      WHARFINGER_STORE_TIMEOUT_MS: 1500,
    });
    expect(parsed.AWS_SECRET_ACCESS_KEY?.reveal()).toBe('example-secret-access-key');
    expect(inspect(parsed) + JSON.stringify(parsed)).not.toContain('example-secret');
  });

  test.each([
    ['WHARFINGER_CONTROL_BUCKET', {}],
    ['WHARFINGER_CONTROL_BUCKET', { WHARFINGER_CONTROL_BUCKET: 'No_Bucket' }],
    ['AWS_REGION', { ...LEAST, AWS_REGION: '' }],
    ['AWS_ENDPOINT_URL_S3', { ...LEAST, AWS_ENDPOINT_URL_S3: 's3.example:8000' }],
    ['AWS_ENDPOINT_URL_S3', { ...LEAST, AWS_ENDPOINT_URL_S3: 'ftp://s3.example' }],
    ['AWS_SECRET_ACCESS_KEY', { ...LEAST, AWS_ACCESS_KEY_ID: KEYS.AWS_ACCESS_KEY_ID }],
    ['AWS_ACCESS_KEY_ID', { ...LEAST, AWS_SECRET_ACCESS_KEY: KEYS.AWS_SECRET_ACCESS_KEY }],
    ['AWS_SECRET_ACCESS_KEY', { ...LEAST, ...KEYS, AWS_SECRET_ACCESS_KEY: '' }],
    ['WHARFINGER_S3_FORCE_PATH_STYLE', { ...LEAST, WHARFINGER_S3_FORCE_PATH_STYLE: 'yes' }],
    ['WHARFINGER_STORE_TIMEOUT_MS', { ...LEAST, WHARFINGER_STORE_TIMEOUT_MS: '99' }],
    ['WHARFINGER_STORE_TIMEOUT_MS', { ...LEAST, WHARFINGER_STORE_TIMEOUT_MS: '60001' }],
    ['WHARFINGER_STORE_TIMEOUT_MS', { ...LEAST, WHARFINGER_STORE_TIMEOUT_MS: '5s' }],
    ['WHARFINGER_STORE_TIMEOUT_MS', { ...LEAST, WHARFINGER_STORE_TIMEOUT_MS: '' }],
  ])('names %s as the one problem of %j', (name, environment) => {
    const result = schema.safeParse(environment);
    expect(result.error?.issues.map(({ path }) => path)).toEqual([[name]]);
  });
});

test('half of the keys is reported beside every other problem', () => {
  const result = schema.safeParse({ AWS_ACCESS_KEY_ID: 'x', WHARFINGER_STORE_TIMEOUT_MS: '5s' });
  expect(result.error?.issues.map(({ path }) => path[0])).toEqual([
    'WHARFINGER_CONTROL_BUCKET',
    'WHARFINGER_STORE_TIMEOUT_MS',
    'AWS_SECRET_ACCESS_KEY',
  ]);
});

describe('the bucket that the environment names', () => {
  test('is built without asking anybody', () => {
    expect(Object.keys(controlBucketFrom(schema.parse({ ...LEAST, ...KEYS })))).toEqual([
      'get',
      'put',
      'list',
      'delete',
    ]);
  });

  test('is not built with half of the credentials', () => {
    const half = z.strictObject({ ...controlStoreEnvironment }).parse({ ...LEAST, AWS_ACCESS_KEY_ID: 'x' });
    expect(() => controlBucketFrom(half)).toThrow(TypeError);
  });
});
