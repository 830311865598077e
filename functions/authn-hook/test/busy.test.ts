import { EventEmitter, once } from 'node:events';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { DECOY_HASH } from '../src/argon2-password-hasher.ts';
import { adminToken, type AuthnServer, CALLER_SECRET, startAuthnServer } from './authn-server.ts';

// A hasher that is slow as long as the test wants it to be; the server lets one run and none wait.
let server: AuthnServer;
let hashing: EventEmitter;
let finish: () => void;

async function open(waiting?: { waiting: number; waitingPerKey: number }): Promise<void> {
  hashing = new EventEmitter();
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const slowly = async <T>(value: T): Promise<T> => {
    hashing.emit('started');
    await finished;
    return value;
  };
  const hasher = { hash: () => slowly(DECOY_HASH), verify: () => slowly(false) };
  server = await startAuthnServer({ hasher, ...(waiting === undefined ? {} : { waiting }) });
}

beforeEach(() => open());

afterEach(() => server.close());

const authenticate = (account = 'alice', address?: string): Promise<Response> =>
  fetch(`${server.origin}/v1/authenticate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${CALLER_SECRET}`, 'content-type': 'application/json' },
    body: JSON.stringify({ account, password: 'x', address }),
  });

test('too many passwords at once are 503 with Retry-After, for sign-in and for administration', async () => {
  const started = once(hashing, 'started');
  const first = authenticate();
  await started;
  const second = await authenticate('bob');
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '2']);
  const write = await fetch(`${server.origin}/v1/users/alice`, {
    method: 'PUT',
    headers: { authorization: await adminToken('write'), 'content-type': 'application/json' },
    body: JSON.stringify({ password: 'correct horse' }),
  });
  expect([write.status, write.headers.get('retry-after')]).toEqual([503, '2']);
  expect(server.bucket.contents()).toEqual({});
  finish();
  expect(await (await first).json()).toMatchObject({ kind: 'refused' });
});

test('a flood from one address is throttled, and others still have their turn', async () => {
  await server.close();
  await open({ waiting: 8, waitingPerKey: 2 });
  const started = once(hashing, 'started');
  const first = authenticate('a0', '192.0.2.7');
  await started;
  const answers: unknown[] = [];
  const fourAnswered = new EventEmitter();
  const four = once(fourAnswered, 'done');
  const flood = Array.from({ length: 6 }, async (_, index) => {
    const response = await authenticate(`a${index + 1}`, '192.0.2.7');
    answers.push(await response.json());
    if (answers.length === 4) fourAnswered.emit('done');
  });
  await four;
  const other = authenticate('alice', '192.0.2.8');
  finish();
  await Promise.all(flood);
  expect(answers.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => ({ kind: 'throttled', retryAfterSeconds: 2 })));
  expect(answers.slice(4)).toMatchObject([{ kind: 'refused' }, { kind: 'refused' }]);
  expect(await (await first).json()).toMatchObject({ kind: 'refused' });
  expect(await (await other).json()).toMatchObject({ kind: 'refused' });
});
