import { describe, expect, test, vi } from 'vitest';

import {
  bucketUnderTest,
  bytes,
  errorXml,
  OBJECT,
  PUT_OBJECT,
  s3,
  SECRET_ACCESS_KEY,
  useStrictNock,
} from './s3-answers.ts';

const sdk = vi.hoisted(() => ({ isLoaded: false }));
vi.mock('@aws-sdk/client-s3', async (importOriginal) => {
  sdk.isLoaded = true;
  return importOriginal();
});

useStrictNock();

test('the SDK is loaded with the first call, not with the package', async () => {
  const bucket = bucketUnderTest();
  expect(sdk.isLoaded).toBe(false);
  s3().get(OBJECT).reply(200, 'hello', { etag: '"e1"' });
  await bucket.get('key');
  expect(sdk.isLoaded).toBe(true);
});

describe('what an answer to a read means', () => {
  test('200 is found, with the etag bare of quotes', async () => {
    s3().get(OBJECT).reply(200, 'hello', { etag: '"e1"' });
    expect(await bucketUnderTest().get('key')).toEqual({ kind: 'found', body: bytes('hello'), etag: 'e1' });
  });

  test('304 to a conditional read is unchanged', async () => {
    s3().get(OBJECT).matchHeader('if-none-match', 'e1').reply(304);
    expect(await bucketUnderTest().get('key', { ifNoneMatch: 'e1' })).toEqual({ kind: 'unchanged' });
  });

  test('304 to a read that asked for no such thing is a fault', async () => {
    s3().get(OBJECT).reply(304);
    await expect(bucketUnderTest().get('key')).rejects.toMatchObject({ code: 'ERR_STORE_REFUSED', key: 'key' });
  });

  test('404 NoSuchKey is missing', async () => {
    s3().get(OBJECT).reply(404, errorXml('NoSuchKey'));
    expect(await bucketUnderTest().get('key')).toEqual({ kind: 'missing' });
  });

  test.each([
    ['404 NoSuchBucket', 404, errorXml('NoSuchBucket')],
    ['404 of something that is no S3', 404, '<html><body>not found</body></html>'],
    ['404 without a body', 404, ''],
    ['403 AccessDenied', 403, errorXml('AccessDenied')],
    ['301 PermanentRedirect', 301, errorXml('PermanentRedirect')],
  ])('%s is a refusal, and is not asked twice', async (_, status, body) => {
    s3().get(OBJECT).once().reply(status, body);
    await expect(bucketUnderTest().get('key')).rejects.toMatchObject({ code: 'ERR_STORE_REFUSED', key: 'key' });
  });

  test('an answer without an etag is a fault', async () => {
    s3().get(OBJECT).times(3).reply(200, 'hello');
    await expect(bucketUnderTest().get('key')).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', key: 'key' });
  });
});

describe('what passes by is asked again', () => {
  test.each([
    ['500', 500, 'InternalError'],
    ['502', 502, 'BadGateway'],
    ['503', 503, 'SlowDown'],
    ['429', 429, 'TooManyRequests'],
    ['409', 409, 'OperationAborted'],
    ['400 RequestTimeout', 400, 'RequestTimeout'],
    ['403 RequestTimeTooSkewed', 403, 'RequestTimeTooSkewed'],
  ])('%s, after a pause', async (_, status, code) => {
    const pauses: number[] = [];
    s3().get(OBJECT).reply(status, errorXml(code)).get(OBJECT).reply(200, 'hello', { etag: '"e1"' });
    expect(await bucketUnderTest(pauses).get('key')).toMatchObject({ kind: 'found' });
    expect(pauses).toEqual([50]);
  });

  test('a broken connection', async () => {
    s3()
      .get(OBJECT)
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    s3().get(OBJECT).reply(200, 'hello', { etag: '"e1"' });
    expect(await bucketUnderTest().get('key')).toMatchObject({ kind: 'found' });
  });

  test('three times at most, with growing pauses', async () => {
    const pauses: number[] = [];
    s3().get(OBJECT).times(3).reply(503, errorXml('SlowDown'));
    await expect(bucketUnderTest(pauses).get('key')).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(pauses).toEqual([50, 100]);
  });

  test('listing, deleting and putting without a condition as well', async () => {
    const bucket = bucketUnderTest();
    const later = errorXml('InternalError');
    s3().get('/control/').query(true).reply(500, later);
    s3().get('/control/').query({ 'list-type': 2, prefix: 'p/', 'max-keys': 1000 }).reply(200, '<ListBucketResult/>');
    s3().delete('/control/key').query(true).reply(500, later).delete('/control/key').query(true).reply(204);
    s3().put(PUT_OBJECT).reply(500, later).put(PUT_OBJECT).reply(200, '', { etag: '"e1"' });
    expect(await bucket.list('p/')).toEqual({ keys: [], isTruncated: false });
    await bucket.delete('key');
    expect(await bucket.put('key', bytes('x'))).toEqual({ kind: 'stored', etag: 'e1' });
  });
});

function entry(inner: string): string {
  return `<ListBucketResult><Contents>${inner}</Contents></ListBucketResult>`;
}

describe('a listing', () => {
  test('has bare etags', async () => {
    const time = '2026-01-01T00:00:00.000Z';
    const inner = `<Key>p/a</Key><Size>5</Size><LastModified>${time}</LastModified><ETag>&quot;e1&quot;</ETag>`;
    s3().get('/control/').query(true).reply(200, entry(inner));
    expect((await bucketUnderTest().list('p/')).keys).toEqual([
      { key: 'p/a', sizeBytes: 5, lastModified: new Date(time), etag: 'e1' },
    ]);
  });

  test('with a hole in it is a fault', async () => {
    s3().get('/control/').query(true).times(3).reply(200, entry('<Key>p/a</Key><Size>5</Size>'));
    await expect(bucketUnderTest().list('p/')).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  });

  test('of a missing bucket is a fault', async () => {
    s3().get('/control/').query(true).reply(404, errorXml('NoSuchBucket'));
    await expect(bucketUnderTest().list('p/')).rejects.toMatchObject({ code: 'ERR_STORE_REFUSED' });
  });
});

test('deleting answers for a backend that minds a missing key, not for a missing bucket', async () => {
  s3().delete('/control/key').query(true).reply(404, errorXml('NoSuchKey'));
  s3().delete('/control/key').query(true).reply(404, errorXml('NoSuchBucket'));
  await expect(bucketUnderTest().delete('key')).resolves.toBeUndefined();
  await expect(bucketUnderTest().delete('key')).rejects.toMatchObject({ code: 'ERR_STORE_REFUSED' });
});

test('a fault carries neither the request nor what was signed', async () => {
  const signed = '<StringToSign>AWS4-HMAC-SHA256 string</StringToSign><SignatureProvided>0f1e2d</SignatureProvided>';
  s3().get(OBJECT).reply(403, errorXml('SignatureDoesNotMatch', signed));
  const fault: unknown = await bucketUnderTest()
    .get('key')
    .catch((error: unknown) => error);
  expect(fault).toMatchObject({
    message: 'Reading key failed: 403 SignatureDoesNotMatch',
    cause: { message: 'said so' },
  });
  const everything = allText(fault);
  for (const secret of ['AWS4-HMAC', '0f1e2d', SECRET_ACCESS_KEY]) expect(everything).not.toContain(secret);
});

/** Every own property's text, hidden ones and causes included. */
function allText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.getOwnPropertyNames(value)
    .map((name) => `${name}: ${allText(Reflect.get(value, name))}`)
    .join('\n');
}
