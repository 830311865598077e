import { createSecretKey } from 'node:crypto';

import type { AuthenticateAnswer, AuthenticateQuestion, Resumption } from '@wharfinger/native-api';
import { beforeEach, expect, test, vi } from 'vitest';

import type { Authenticate } from './ports.ts';
import { rememberAuthn } from './remember-authn.ts';

const context = { requestId: 'request-1', signal: new AbortController().signal };
const secret = createSecretKey(new Uint8Array(32).fill(7));
const alice = { account: 'alice', password: 'correct horse', address: '192.0.2.7' };
const credential = { kind: 'access-key', id: 'key-1', version: 'key-1' } as const;
const resumption: Resumption = { account: 'alice', credential, address: null };
const rotation = {
  session: '00000000-0000-4000-8000-000000000001',
  used: '00000000-0000-4000-8000-000000000002',
  next: '00000000-0000-4000-8000-000000000003',
  notAfter: '2026-11-23T00:00:00Z',
};
const LET_IN: AuthenticateAnswer = {
  kind: 'authenticated',
  account: 'alice',
  labels: {},
  restrictions: null,
  credential,
  session: null,
  maxAgeMs: 5000,
};

let asked: AuthenticateQuestion[];
let answer: AuthenticateAnswer;
let authenticate: Authenticate;

beforeEach(() => {
  asked = [];
  answer = LET_IN;
  authenticate = rememberAuthn(
    async (question) => {
      asked.push(question);
      return answer;
    },
    { elapsedMs: () => 0, maxAgeMs: 5000, secret },
  );
});

async function askedFor(...questions: AuthenticateQuestion[]): Promise<number> {
  for (const question of questions) await authenticate(question, context);
  return asked.length;
}

test('who signed in is known for a while, wherever they come from', async () => {
  expect(await askedFor(alice, alice, { ...alice, address: '198.51.100.1' }, { ...alice, address: null })).toBe(1);
  expect(await authenticate(alice, context)).toEqual(LET_IN);
});

test('who resumed is known for a while', async () => {
  expect(await askedFor(resumption, { ...resumption, address: '192.0.2.7' })).toBe(1);
});

test.each<[string, AuthenticateQuestion, AuthenticateQuestion]>([
  ['another password', alice, { ...alice, password: 'correct horsf' }],
  ['another account', alice, { ...alice, account: 'alicf' }],
  ['the same text, split elsewhere', alice, { ...alice, account: 'alicec', password: 'orrect horse' }],
  [
    'quotes that would close a text',
    { ...alice, account: 'a","b', password: 'c' },
    { ...alice, account: 'a', password: 'b","c' },
  ],
  ['a resumption', { ...alice, password: 'key-1' }, resumption],
  ['another credential', resumption, { ...resumption, credential: { ...credential, id: 'key-2' } }],
  ['a credential of another kind', resumption, { ...resumption, credential: { ...credential, kind: 'password' } }],
  ['another version', resumption, { ...resumption, credential: { ...credential, version: 'key-2' } }],
  ['other labels', resumption, { ...resumption, credential: { ...credential, labels: { groups: ['dev'] } } }],
])('%s is another question', async (_title, first, second) => {
  expect(await askedFor(first, second)).toBe(2);
});

test.each<AuthenticateAnswer>([
  { kind: 'refused', why: 'wrong-password', account: 'alice' },
  { kind: 'throttled', retryAfterSeconds: 5 },
  { ...LET_IN, maxAgeMs: 0 },
])('$kind (maxAgeMs $maxAgeMs) is asked for each time', async (other) => {
  answer = other;
  expect(await askedFor(alice, alice)).toBe(2);
  expect(await authenticate(alice, context)).toEqual(other);
});

test('a rotation reaches authn-hook each time, and its answer serves nobody else', async () => {
  expect(await askedFor({ ...resumption, rotation }, { ...resumption, rotation }, resumption)).toBe(3);
});

test('what is kept shows no password', async () => {
  const set = vi.spyOn(Map.prototype, 'set');
  await authenticate(alice, context);
  const keys = set.mock.calls.map(([key]) => String(key));
  set.mockRestore();
  expect(keys).toContainEqual(expect.stringMatching(/^[\w-]{43}$/));
  expect(keys.join()).not.toContain(alice.password);
});
