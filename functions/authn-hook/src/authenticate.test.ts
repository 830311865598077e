import type { AuthenticateQuestion } from '@wharfinger/native-api';
import { expect, test } from 'vitest';

import { createAuthenticate } from './authenticate.ts';
import type { Source, SourceAnswer } from './source.ts';

const signIn: AuthenticateQuestion = { account: 'alice', password: 'x', address: null };
const resumptionOf = (kind: Source['name']): AuthenticateQuestion => ({
  account: 'alice',
  credential: { kind, id: '', version: '1' },
  address: null,
});
const FIRST = '00000000-0000-4000-8000-000000000001';
const authenticated: SourceAnswer = {
  kind: 'authenticated',
  account: 'alice',
  labels: {},
  restrictions: null,
  credential: { kind: 'password', id: '', version: '1' },
  session: { notAfter: null },
  maxAgeMs: 0,
};
const notMine: SourceAnswer = { kind: 'not-mine' };
const refusedBy = (why: string): SourceAnswer => ({ kind: 'refused', why, account: 'alice' });

function open(answers: [Source['name'], SourceAnswer][]) {
  const asked: string[] = [];
  const sources = answers.map(([name, answer]): Source => {
    const say = (what: string) => async () => {
      asked.push(`${what} ${name}`);
      return answer;
    };
    return { name, signIn: say('sign-in'), resume: say('resume') };
  });
  const rotations: unknown[] = [];
  const authenticate = createAuthenticate({
    sources,
    rotate: async (account, { used }) => {
      rotations.push([account, used]);
      return used === FIRST ? { kind: 'rotated' } : { kind: 'refused', why: 'refresh-token-reused' };
    },
    onRotated: () => rotations.push('rotated'),
  });
  return { asked, authenticate, rotations };
}

test('sources are asked in their order, until one does not say "not mine"', async () => {
  const { asked, authenticate } = open([
    ['workload', notMine],
    ['access-key', refusedBy('revoked')],
    ['password', refusedBy('wrong-password')],
  ]);
  expect(await authenticate(signIn)).toEqual(refusedBy('revoked'));
  expect(asked).toEqual(['sign-in workload', 'sign-in access-key']);
});

test.each([{ kind: 'busy' }, { kind: 'throttled', retryAfterSeconds: 3 }] as const)(
  '$kind is the answer too: nobody behind it is asked instead',
  async (answer) => {
    const { asked, authenticate } = open([
      ['access-key', answer],
      ['password', refusedBy('wrong-password')],
    ]);
    expect(await authenticate(signIn)).toEqual(answer);
    expect(asked).toEqual(['sign-in access-key']);
  },
);

test.each([
  ['without a source', []],
  ['when it is none’s', ['access-key', 'workload'] as const],
])('%s, it is refused', async (_title, names) => {
  const { authenticate } = open(names.map((name) => [name, notMine]));
  expect(await authenticate(signIn)).toEqual({ kind: 'refused', why: 'nobodys', account: null });
});

test('a fault of one source is a fault: the next is no way round it', async () => {
  const failing: Source = {
    name: 'access-key',
    signIn: () => Promise.reject(new Error('the store is down')),
    resume: () => Promise.reject(new Error('the store is down')),
  };
  const { asked, authenticate } = open([['password', refusedBy('wrong-password')]]);
  const nothing = { rotate: async () => ({ kind: 'rotated' as const }), onRotated: () => undefined };
  const both = createAuthenticate({ sources: [failing], ...nothing });
  await expect(both(signIn)).rejects.toThrow('the store is down');
  await expect(both(resumptionOf('access-key'))).rejects.toThrow('the store is down');
  await authenticate(signIn);
  expect(asked).toEqual(['sign-in password']);
});

test('a credential is asked about where it came from, and nowhere else', async () => {
  const { asked, authenticate } = open([
    ['access-key', refusedBy('revoked')],
    ['password', refusedBy('password-changed')],
  ]);
  expect(await authenticate(resumptionOf('password'))).toEqual(refusedBy('password-changed'));
  expect(asked).toEqual(['resume password']);
});

test('a credential of a source that was switched off is refused', async () => {
  const { authenticate } = open([['password', refusedBy('password-changed')]]);
  const switchedOff = { kind: 'refused', why: 'source-switched-off', account: null };
  expect(await authenticate(resumptionOf('workload'))).toEqual(switchedOff);
  const { authenticate: another } = open([['password', notMine]]);
  expect(await another(resumptionOf('password'))).toEqual(switchedOff);
});

const rotatingOf = (used: string): AuthenticateQuestion => ({
  account: 'alice',
  credential: { kind: 'password', id: '', version: '1' },
  address: null,
  rotation: { session: FIRST, used, next: '00000000-0000-4000-8000-000000000009', notAfter: '2026-01-01T00:00:00Z' },
});

test('a refresh token gives way to the next for who may go on', async () => {
  const { authenticate, rotations } = open([['password', authenticated]]);
  expect(await authenticate(rotatingOf(FIRST))).toEqual(authenticated);
  expect(rotations).toEqual([['alice', FIRST], 'rotated']);
});

test('a refresh token that was used up is refused, whatever its credential', async () => {
  const { authenticate, rotations } = open([['password', authenticated]]);
  const used = '00000000-0000-4000-8000-000000000002';
  expect(await authenticate(rotatingOf(used))).toEqual({
    kind: 'refused',
    why: 'refresh-token-reused',
    account: 'alice',
  });
  expect(rotations).toEqual([['alice', used]]);
});

test('who may not go on uses no refresh token up, and who asks without rotation neither', async () => {
  const refused = open([['password', refusedBy('password-changed')]]);
  expect(await refused.authenticate(rotatingOf(FIRST))).toEqual(refusedBy('password-changed'));
  const plain = open([['password', authenticated]]);
  expect(await plain.authenticate(resumptionOf('password'))).toEqual(authenticated);
  expect([...refused.rotations, ...plain.rotations]).toEqual([]);
});
