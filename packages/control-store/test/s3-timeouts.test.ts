import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, onTestFinished, test, vi } from 'vitest';

import { createS3Bucket, type Bucket } from '../src/index.ts';

// Half of it is the time of one attempt, which has to be enough for a loopback answer on a busy machine.
const REQUEST_TIMEOUT_MS = 400;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${portOf(server.address())}`;
}

async function bucketAt(listener: RequestListener): Promise<Bucket> {
  return createS3Bucket({
    bucket: 'control',
    region: 'us-east-1',
    endpoint: await serve(listener),
    credentials: { accessKeyId: 'example-access-key', secretAccessKey: 'example-secret-access-key' },
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    sleep: () => Promise.resolve(),
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new TypeError('the server has no port');
  return address.port;
}

test('a store that never answers is unavailable', async () => {
  const bucket = await bucketAt(() => {});
  await expect(bucket.get('key')).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
});

test('a store that hangs in the middle of a body is unavailable', async () => {
  const bucket = await bucketAt((_, response) => {
    response.writeHead(200, { etag: '"e1"', 'content-length': '10' }).write('half');
  });
  await expect(bucket.get('key')).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
});

test('a conditional write without an answer has an unknown outcome', async () => {
  const bucket = await bucketAt((request) => {
    request.resume();
  });
  const put = bucket.put('key', new Uint8Array(), { ifNoneMatch: '*' });
  await expect(put).rejects.toMatchObject({ code: 'ERR_STORE_OUTCOME_UNKNOWN' });
});

test('one dead connection leaves time for a second try', async () => {
  let requests = 0;
  const bucket = await bucketAt((_, response) => {
    requests += 1;
    if (requests > 1) response.writeHead(200, { etag: '"e1"' }).end('hello');
  });
  expect(await bucket.get('key')).toMatchObject({ kind: 'found', etag: 'e1' });
  expect(requests).toBe(2);
});

test('credentials that never come are unavailable in the same time', async () => {
  const url = await serve(() => {});
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', undefined);
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', url);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const bucket = createS3Bucket({
    bucket: 'control',
    region: 'us-east-1',
    endpoint: url,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    sleep: () => Promise.resolve(),
  });
  await expect(bucket.get('key')).rejects.toMatchObject({
    code: 'ERR_STORE_UNAVAILABLE',
    message: 'Reading key failed: TimeoutError',
  });
});
