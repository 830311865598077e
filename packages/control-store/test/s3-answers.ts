import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

import { createS3Bucket, type Bucket } from '../src/index.ts';

export const SECRET_ACCESS_KEY = 'example-secret-access-key';
const ENDPOINT = 'http://s3.example';

/** No request leaves the machine, and none that a test announced stays away. */
export function useStrictNock(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.cleanAll();
    expect(pending).toEqual([]);
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}

export function s3(): nock.Scope {
  return nock(ENDPOINT);
}

/** The adapter against that endpoint; each pause it makes is noted in `pauses` and takes no time. */
export function bucketUnderTest(pauses: number[] = []): Bucket {
  return createS3Bucket({
    bucket: 'control',
    region: 'us-east-1',
    endpoint: ENDPOINT,
    credentials: { accessKeyId: 'example-access-key', secretAccessKey: SECRET_ACCESS_KEY },
    random: () => 1,
    sleep: async (ms) => {
      pauses.push(ms);
    },
  });
}

export function errorXml(code: string, more: string = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>said so</Message>${more}</Error>`;
}

export const OBJECT = '/control/key?x-id=GetObject';
export const PUT_OBJECT = '/control/key?x-id=PutObject';
export const WRITE_ID_HEADER = 'x-amz-meta-wharfinger-write';

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
