import { EventEmitter, once } from 'node:events';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { DECOY_HASH } from '../src/argon2-password-hasher.ts';
import { adminToken, type AuthnServer, CALLER_SECRET, startAuthnServer } from './authn-server.ts';

// A hasher that is slow as long as the test wants it to be; the server lets one run and none wait.
let server: AuthnServer;
let hashing: EventEmitter;
let finish: () => void;

beforeEach(async () => {
  hashing = new EventEmitter();
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const slowly = async <T>(value: T): Promise<T> => {
    hashing.emit('started');
    await finished;
    return value;
  };
  server = await startAuthnServer({ hash: () => slowly(DECOY_HASH), verify: () => slowly(false) });
});

afterEach(() => server.close());

const authenticate = (): Promise<Response> =>
  fetch(`${server.origin}/v1/authenticate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${CALLER_SECRET}`, 'content-type': 'application/json' },
    body: JSON.stringify({ account: 'alice', password: 'x' }),
  });

test('too many passwords at once are 503 with Retry-After, for sign-in and for administration', async () => {
  const started = once(hashing, 'started');
  const first = authenticate();
  await started;
  const second = await authenticate();
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '2']);
  const write = await fetch(`${server.origin}/v1/users/alice`, {
    method: 'PUT',
    headers: { authorization: await adminToken('write'), 'content-type': 'application/json' },
    body: JSON.stringify({ password: 'correct horse' }),
  });
  expect([write.status, write.headers.get('retry-after')]).toEqual([503, '2']);
  expect(server.bucket.contents()).toEqual({});
  finish();
  expect(await (await first).json()).toEqual({ kind: 'refused' });
});
