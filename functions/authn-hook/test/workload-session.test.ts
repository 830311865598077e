import { afterAll, describe, expect, test } from 'vitest';

import { clock, issuer, open, signed, trustWith, type WorkloadUnderTest } from './workload-under-test.ts';
import type { TrustDocument } from '../src/trust-document.ts';

afterAll(() => issuer.close());

const once = () => trustWith({ refuseReplay: true, sessionSeconds: 3600 });

const withSession = (change: Record<string, unknown> = {}) =>
  trustWith({ sessionSeconds: 3600, labels: { repository: ['${claims.repository}'] }, ...change });

const replaceTrust = async ({ trusts }: WorkloadUnderTest, trust: TrustDocument) => {
  const stored = await trusts.read(trust.name);
  await trusts.replace(trust, stored.kind === 'found' ? stored.etag : '');
};

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

describe('a trust that refuses a second use', () => {
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

  test('takes it again for the same sign-in, whose answer got lost, and for no other', async () => {
    const { signIn } = await open(once());
    const token = await signed();
    const attempt = 'attempt-0000-0000-0001';
    expect(await signIn(token, 'oidc', { attempt })).toMatchObject({ kind: 'authenticated', maxAgeMs: 0 });
    expect(await signIn(token, 'oidc', { attempt })).toMatchObject({ kind: 'authenticated', maxAgeMs: 0 });
    expect(await signIn(token, 'oidc', { attempt: 'attempt-0000-0000-0002' })).toMatchObject({ kind: 'refused' });
    expect(await signIn(token)).toMatchObject({ kind: 'refused' });
  });

  test('uses up nothing under a name that stands for the account, where the account itself has to be typed', async () => {
    const { signIn } = await open(once());
    const token = await signed();
    const isTypedAccount = true;
    expect(await signIn(token, 'oidc', { isTypedAccount })).toMatchObject({
      kind: 'refused',
      why: 'ci: the user name is not the account',
    });
    expect(await signIn(token, 'ci.4711', { isTypedAccount })).toMatchObject({ kind: 'authenticated' });
  });

  test('knows a token that was used when the leeway of the trust is another one by then', async () => {
    const opened = await open(trustWith({ refuseReplay: true, leewaySeconds: 0 }));
    const hour = Math.floor(clock.now().getTime() / 3_600_000) * 3600;
    const token = await signed({ exp: hour + 3599 });
    expect(await opened.signIn(token)).toMatchObject({ kind: 'authenticated' });
    await replaceTrust(opened, trustWith({ refuseReplay: true, leewaySeconds: 300 }));
    expect(await opened.signIn(token)).toMatchObject({ kind: 'refused', why: 'ci: the token was used before' });
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
  test('ends when its trust says, counted from the sign-in, and goes on as it began', async () => {
    const { answer, resume } = await begin();
    const end = new Date(clock.now().getTime() + 3_600_000).toISOString();
    expect(answer).toMatchObject({ session: { notAfter: end } });
    expect(await resume()).toEqual({ ...answer, session: { notAfter: null } });
    clock.advance(3000);
    expect(await resume()).toMatchObject({ kind: 'authenticated', maxAgeMs: 2000 });
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
    await opened.trusts.remove('ci', stored.kind === 'found' ? stored.etag : '', clock.now().toISOString());
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
