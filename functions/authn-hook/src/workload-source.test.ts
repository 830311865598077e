import { createFixedClock, createMemoryBucket, type FakeIssuer, startFakeIssuer } from '@wharfinger/fakes';
import type { SignIn } from '@wharfinger/native-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { assembleWorkload } from './assemble-workload.ts';
import { createControlStoreUsers } from './control-store-users.ts';
import { nextUser } from './decide-user-write.ts';
import { type TrustDocument, trustInputSchema, trustKey } from './trust-document.ts';
import { createWorkloadSource } from './workload-source.ts';

const NO_PASSWORD = { passwordHash: null, passwordVersion: 'version-of-the-test' };
const clock = createFixedClock('2026-11-22T12:00:00.000Z');
let issuer: FakeIssuer;

beforeAll(async () => {
  issuer = await startFakeIssuer({ now: clock.now });
});

afterAll(() => issuer.close());

function trustWith(change: Record<string, unknown> = {}, name = 'ci'): TrustDocument {
  const { version = 'v1', ...given } = change;
  const input = trustInputSchema.parse({
    issuer: issuer.issuer,
    audiences: ['https://registry.example'],
    conditions: { repository: ['acme/*'] },
    account: 'ci.${claims.repository_id}',
    jwks: issuer.jwks,
    ...given,
  });
  const time = clock.now().toISOString();
  return { schema: 1, name, version: String(version), createdAt: time, updatedAt: time, ...input };
}

async function open(...trusts: TrustDocument[]) {
  const bucket = createMemoryBucket({ now: clock.now });
  const state = { isWritable: true };
  const lines: string[] = [];
  const note = (...line: unknown[]): void => void lines.push(JSON.stringify(line));
  const users = createControlStoreUsers({ bucket, maxAgeMs: 5000, now: clock.now });
  const assembled = assembleWorkload({
    bucket,
    users,
    identityMaxAgeMs: 5000,
    loadIssuerKeys: async () => issuer.jwks,
    preparation: { isWritable: () => state.isWritable },
    runInBackground: () => undefined,
    log: { info: note, warn: note },
    now: clock.now,
  });
  for (const trust of trusts) await assembled.trusts.create(trust);
  const source = createWorkloadSource(assembled.workload);
  const signIn = async (token: string, account = 'oidc') =>
    source.signIn({ account, password: token, address: null } satisfies SignIn);
  const addUser = async (account: string, labels = {}, disabled = false) =>
    users.create(nextUser(account, { labels, disabled }, NO_PASSWORD, undefined, clock.now()));
  return { ...assembled, addUser, bucket, lines, signIn, source, state, users };
}

const signed = async (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  issuer.sign({ repository: 'acme/app', repository_id: '4711', ...claims }, header);

const replaceTrust = async ({ trusts }: Awaited<ReturnType<typeof open>>, trust: TrustDocument) => {
  const stored = await trusts.read(trust.name);
  await trusts.replace(trust, stored.kind === 'found' ? stored.etag : '');
};

describe('a token lets in', () => {
  test('as the account and with the labels of its trust, for as long as that is known', async () => {
    const { signIn } = await open(
      trustWith({ labels: { groups: ['builders'], repository: ['${claims.repository}'] } }),
    );
    const labels = { groups: ['builders'], repository: ['acme/app'] };
    expect(await signIn(await signed())).toEqual({
      kind: 'authenticated',
      account: 'ci.4711',
      labels,
      restrictions: null,
      credential: { kind: 'workload', id: 'ci', version: 'v1', labels },
      session: null,
      maxAgeMs: 5000,
    });
  });

  test('under the name of its account', async () => {
    const { signIn } = await open(trustWith());
    expect(await signIn(await signed(), 'ci.4711')).toMatchObject({ kind: 'authenticated', account: 'ci.4711' });
  });

  test('for no longer than it is good', async () => {
    const { signIn } = await open(trustWith({ leewaySeconds: 0 }));
    const exp = clock.now().getTime() / 1000 + 2;
    expect(await signIn(await signed({ exp }))).toMatchObject({ kind: 'authenticated', maxAgeMs: 2000 });
  });

  test('by the first trust, in the order of names, that is meant for it', async () => {
    const { signIn } = await open(
      trustWith({ account: 'third' }, 'c'),
      trustWith({ account: 'second' }, 'b'),
      trustWith({ account: 'first', conditions: { repository: ['acme/other'] } }, 'a'),
    );
    expect(await signIn(await signed())).toMatchObject({ account: 'second', credential: { id: 'b' } });
  });

  test('with the labels of the user too, when an administrator wrote the account of one', async () => {
    const opened = await open(trustWith({ account: 'alice', labels: { groups: ['builders'] } }));
    await opened.addUser('alice', { groups: ['developers'], site: ['north'] });
    expect(await opened.signIn(await signed())).toMatchObject({
      account: 'alice',
      labels: { groups: ['developers', 'builders'], site: ['north'] },
      credential: { labels: { groups: ['builders'] } },
    });
  });
});

describe('a password is not a workload’s', () => {
  test.each([
    ['a password', 'correct horse battery'],
    ['an access key', 'whf_0123456789abcdefghijklmnopqrstuvwxyz'],
    ['nothing', ''],
    ['three parts that are no JSON', 'a.b.c'],
    ['a header that is no object', `${btoa('1')}.${btoa('{}').replaceAll('=', '')}.c`],
    ['a token that is too long', `eyJhbGciOiJFUzI1NiJ9.${'e'.repeat(16_384)}.c`],
  ])('%s', async (_title, text) => {
    const { bucket, signIn } = await open();
    expect(await signIn(text)).toEqual({ kind: 'not-mine' });
    expect(bucket.calls).toEqual([]);
  });

  test('a token of an issuer that no trust names, and the log says which, without the token', async () => {
    const { lines, signIn } = await open(trustWith());
    const token = await signed({ iss: 'https://other.example' });
    expect(await signIn(token)).toEqual({ kind: 'not-mine' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('https://other.example');
    expect(lines[0]).not.toContain(token.split('.')[1]);
  });

  test('a token without an issuer', async () => {
    const { signIn } = await open(trustWith());
    expect(await signIn(await signed({ iss: undefined }))).toEqual({ kind: 'not-mine' });
    expect(await signIn(await signed({ iss: [issuer.issuer] }))).toEqual({ kind: 'not-mine' });
  });
});

describe('a token is refused', () => {
  const REFUSED = { kind: 'refused' };

  test.each(['mallory', '', 'OIDC', 'ci.4712', 'ci', 'admin'])('under the name %j', async (name) => {
    const { signIn } = await open(trustWith());
    expect(await signIn(await signed(), name)).toMatchObject({ ...REFUSED, why: expect.stringContaining('user name') });
  });

  test('when its trust is disabled, and when every other is not meant for it', async () => {
    const { signIn } = await open(
      trustWith({ disabled: true }, 'a'),
      trustWith({ conditions: { repository: ['other/*'] } }, 'b'),
    );
    expect(await signIn(await signed())).toEqual({
      ...REFUSED,
      why: 'b: the claim repository is not one of those allowed',
      account: null,
    });
    const { signIn: signInThere } = await open(trustWith({ disabled: true }));
    expect(await signInThere(await signed())).toMatchObject({ ...REFUSED, why: expect.stringContaining('disabled') });
  });

  test('when a claim makes the account of a user', async () => {
    const opened = await open(trustWith());
    await opened.addUser('ci.4711');
    expect(await opened.signIn(await signed())).toEqual({
      ...REFUSED,
      why: 'ci: the account is that of a user',
      account: 'ci.4711',
    });
  });

  test('when the user of its account is disabled', async () => {
    const opened = await open(trustWith({ account: 'alice' }));
    await opened.addUser('alice', {}, true);
    expect(await opened.signIn(await signed())).toMatchObject({ ...REFUSED, why: expect.stringContaining('disabled') });
  });

  test('and the reason holds no more than three of many trusts', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { signIn } = await open(...names.map((name) => trustWith({ conditions: { sub: ['other'] } }, name)));
    const refused = await signIn(await signed());
    expect(refused).toMatchObject({ why: expect.stringMatching(/^a: .*; b: .*; c: .*; and 2 more$/) });
  });
});

describe('nobody can say', () => {
  test('while a trust cannot be read that might let it in', async () => {
    const opened = await open(trustWith({ conditions: { repository: ['other/*'] } }));
    await opened.bucket.put(trustKey('broken'), new TextEncoder().encode('{}'));
    clock.advance(5000);
    expect(await opened.signIn(await signed())).toEqual({ kind: 'busy' });
    expect(await opened.signIn(await signed({ iss: 'https://other.example' }))).toEqual({ kind: 'busy' });
    expect(await opened.signIn(await signed({ repository: 'other/app' }))).toMatchObject({ kind: 'authenticated' });
  });

  test('while the store gives no answer', async () => {
    const { bucket, signIn } = await open();
    bucket.failNext(1, { operation: 'list' });
    await expect(signIn(await signed())).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  });
});

describe('a trust that refuses a second use', () => {
  const once = () => trustWith({ refuseReplay: true, sessionSeconds: 3600 });

  test('takes a token once, and no answer is to be remembered', async () => {
    const { signIn } = await open(once());
    const token = await signed();
    expect(await signIn(token)).toMatchObject({ kind: 'authenticated', maxAgeMs: 0 });
    expect(await signIn(token)).toEqual({ kind: 'refused', why: 'ci: the token was used before', account: 'ci.4711' });
    expect(await signIn(await signed())).toMatchObject({ kind: 'authenticated' });
  });

  test('uses up nothing for a sign-in that is refused', async () => {
    const { signIn } = await open(once());
    const token = await signed();
    expect(await signIn(token, 'mallory')).toMatchObject({ kind: 'refused' });
    expect(await signIn(token)).toMatchObject({ kind: 'authenticated' });
  });

  test.each([[undefined], [''], [4711], [['token']], [null]])('refuses a jti of %j', async (jti) => {
    const { signIn } = await open(once());
    expect(await signIn(await signed({ jti }))).toMatchObject({ kind: 'refused', why: expect.stringContaining('jti') });
  });

  test('takes none while the store is not known to keep conditions, or gives no answer', async () => {
    const { bucket, signIn, state } = await open(once());
    state.isWritable = false;
    expect(await signIn(await signed())).toEqual({ kind: 'busy' });
    state.isWritable = true;
    bucket.failNext(1, { operation: 'put' });
    await expect(signIn(await signed())).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  });
});

describe('a session', () => {
  const withSession = (change: Record<string, unknown> = {}) =>
    trustWith({ sessionSeconds: 3600, labels: { repository: ['${claims.repository}'] }, ...change });

  async function begin(trust = withSession()) {
    const opened = await open(trust);
    const answer = await opened.signIn(await signed());
    if (answer.kind !== 'authenticated') throw new Error(`The token was ${answer.kind}.`);
    const { account, credential } = answer;
    const resume = async (change: { account?: string; labels?: Record<string, string[]> } = {}) =>
      opened.source.resume({
        account: change.account ?? account,
        credential: change.labels === undefined ? credential : { ...credential, labels: change.labels },
        address: null,
      });
    return { ...opened, answer, opened, resume };
  }

  test('ends when its trust says, counted from the sign-in, and goes on as it began', async () => {
    const { answer, resume } = await begin();
    const end = new Date(clock.now().getTime() + 3_600_000).toISOString();
    expect(answer).toMatchObject({ session: { notAfter: end } });
    expect(await resume()).toEqual({ ...answer, session: { notAfter: null } });
  });

  test.each([
    ['the trust has changed', { version: 'v2' }],
    ['the trust is disabled', { version: 'v1', disabled: true }],
    ['the trust gives no such session', { version: 'v1', sessionSeconds: 0 }],
    ['the trust gives no such session', { version: 'v1', account: 'other.${claims.repository_id}' }],
  ])('ends at once when %s', async (why, change) => {
    const { opened, resume } = await begin();
    await replaceTrust(opened, withSession(change));
    expect(await resume()).toEqual({ kind: 'refused', why: `ci: ${why}`, account: 'ci.4711' });
  });

  test('ends when its trust is deleted', async () => {
    const { opened, resume, trusts } = await begin();
    const stored = await trusts.read('ci');
    const deleted = { schema: 1, name: 'ci', deletedAt: clock.now().toISOString() } as const;
    await opened.trusts.replace(deleted, stored.kind === 'found' ? stored.etag : '');
    expect(await resume()).toMatchObject({ kind: 'refused', why: 'ci: there is no such trust any more' });
  });

  test('ends when its account becomes that of a user, or the user of it is disabled', async () => {
    const templated = await begin();
    await templated.addUser('ci.4711');
    expect(await templated.resume()).toMatchObject({ kind: 'refused', why: expect.stringContaining('of a user') });
    const literal = await begin(withSession({ account: 'alice' }));
    await literal.addUser('alice', {}, true);
    expect(await literal.resume()).toMatchObject({ kind: 'refused', why: expect.stringContaining('disabled') });
  });

  test('is of no other account than its trust could give', async () => {
    const { resume } = await begin();
    expect(await resume({ account: 'admin' })).toMatchObject({ kind: 'refused' });
  });

  test('of a password or a key is another source’s', async () => {
    const { source } = await open(withSession());
    const credential = { kind: 'password', id: '', version: 'v1' } as const;
    expect(await source.resume({ account: 'alice', credential, address: null })).toEqual({ kind: 'not-mine' });
  });
});
