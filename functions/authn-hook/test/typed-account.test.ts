import { randomBytes } from 'node:crypto';

import { createS3Bucket, StoreError } from '@wharfinger/control-store';
import { createFixedClock } from '@wharfinger/fakes';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { formatAccessKey } from '../src/access-key-text.ts';
import { createControlStoreUsers } from '../src/control-store-users.ts';
import { type AuthnClient, createAuthnClient } from './authn-client.ts';
import { type AuthnServer, CALLER_SECRET, startAuthnServer } from './authn-server.ts';

const TYPED = 'hunter2-typed-here';
const KEY = `identities/users/${TYPED}.json`;

/** As AWS says it when the function may not read the bucket. */
function faultNaming(key: string): StoreError {
  const cause = new Error(`not authorized to perform s3:GetObject on resource "arn:aws:s3:::control/${key}"`);
  return new StoreError('ERR_STORE_REFUSED', `Reading ${key} failed: 403 AccessDenied`, { key, cause });
}

describe('with a store that fails, what is typed as the account is in no line of the log', () => {
  let server: AuthnServer;
  let client: AuthnClient;

  beforeEach(async () => {
    server = await startAuthnServer();
    client = createAuthnClient(server);
    server.bucket.failNext(10, { operation: 'get', error: faultNaming(KEY) });
  });

  afterEach(() => server.close());

  test.each<[string, () => Promise<Response>]>([
    ['a sign-in by password', () => client.authenticate({ account: TYPED, password: 'x' })],
    [
      'a sign-in by access key',
      () => client.authenticate({ account: TYPED, password: formatAccessKey(randomBytes).text }),
    ],
    [
      'a resumption',
      () =>
        client.authenticate({ account: TYPED, credential: { kind: 'password', id: '', version: 'x' }, address: null }),
    ],
    [
      'docker_auth’s question',
      () =>
        fetch(`${server.origin}/hooks/ext-auth`, {
          method: 'POST',
          headers: { authorization: `Bearer ${CALLER_SECRET}`, 'content-type': 'application/octet-stream' },
          body: `${TYPED} x`,
        }),
    ],
  ])('%s', async (_title, ask) => {
    const answer = await ask();
    expect(await answer.text()).not.toContain(TYPED);
    const lines = server.logLines.join('');
    expect(answer.status).toBe(503);
    expect(lines).not.toContain(TYPED);
    expect(lines).toContain('Reading a user failed: 403 AccessDenied');
  });
});

test('a fault of the real adapter names nobody, down to its stack and cause', async () => {
  const bucket = createS3Bucket({
    bucket: 'control',
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:9',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestTimeoutMs: 200,
  });
  const users = createControlStoreUsers({ bucket, maxAgeMs: 0, now: createFixedClock().now });
  const fault = await users.find(TYPED).catch((error: unknown) => error);
  if (!(fault instanceof StoreError)) throw new Error('no StoreError');
  expect(fault).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', key: undefined });
  expect(fault.cause).toBeUndefined();
  expect(fault.message).toMatch(/^Reading a user failed: /);
  expect(fault.stack).not.toContain(TYPED);
});

test('an account whose document is broken is there, and named', async () => {
  const server = await startAuthnServer();
  await server.bucket.put('identities/users/bob.json', new TextEncoder().encode('{broken'));
  const answer = await createAuthnClient(server).authenticate({ account: 'bob', password: 'x' });
  expect(answer.status).toBe(503);
  expect(server.logLines.join('')).toContain('identities/users/bob.json is not a valid document');
  await server.close();
});
