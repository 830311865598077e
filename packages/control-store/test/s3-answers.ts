import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

import { createS3Bucket, type Bucket } from '../src/index.ts';

export const SECRET_ACCESS_KEY = 'example-secret-access-key';
const ENDPOINT = 'http://s3.example';

/** Exactly the requests that a test announced are made, and none leaves the machine. */
export function useStrictNock(): void {
  const unexpected: string[] = [];
  // An unexpected request is answered with 501, which a test might take for the store's.
  const note = (request: { method?: string; path?: string }): void => {
    unexpected.push(`${request.method} ${request.path}`);
  };
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
    nock.emitter.on('no match', note);
  });
  afterEach(() => {
    const seen = { pending: nock.pendingMocks(), unexpected: unexpected.splice(0) };
    nock.cleanAll();
    expect(seen).toEqual({ pending: [], unexpected: [] });
  });
  afterAll(() => {
    nock.emitter.off('no match', note);
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
