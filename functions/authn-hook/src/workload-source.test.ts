import { afterAll, describe, expect, test } from 'vitest';

import { clock, issuer, open, signed, trustWith } from '../test/workload-under-test.ts';
import { trustKey } from './trust-document.ts';

const values = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`);

afterAll(() => issuer.close());

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

  test('for no longer than trusts and users are known that were read before', async () => {
    const { signIn } = await open(trustWith());
    await signIn(await signed({ repository_id: '1' }));
    clock.advance(3000);
    expect(await signIn(await signed({ repository_id: '2' }))).toMatchObject({ account: 'ci.2', maxAgeMs: 2000 });
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
    const opened = await open(trustWith({ account: 'alice', labels: { groups: ['builders'], constructor: ['a'] } }));
    await opened.addUser('alice', { groups: ['developers'], site: ['north'] });
    expect(await opened.signIn(await signed())).toMatchObject({
      account: 'alice',
      labels: { groups: ['developers', 'builders'], site: ['north'], constructor: ['a'] },
      credential: { labels: { groups: ['builders'], constructor: ['a'] } },
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

  test('when the labels of token and user together are more than there may be, at the beginning of a session and after', async () => {
    const opened = await open(trustWith({ account: 'alice', labels: { groups: values('t', 40) } }));
    await opened.addUser('alice', { groups: values('u', 30) });
    const why = 'ci: the labels of user and token together are more than there may be';
    expect(await opened.signIn(await signed())).toEqual({ ...REFUSED, why, account: 'alice' });
    const fits = await open(trustWith({ account: 'alice', sessionSeconds: 60, labels: { groups: values('t', 40) } }));
    await fits.addUser('alice', { groups: values('u', 24) });
    const admitted = await fits.signIn(await signed());
    if (admitted.kind !== 'authenticated') throw new Error(`The token was ${admitted.kind}.`);
    const { credential } = admitted;
    const labels = { groups: values('t', 41) };
    const resumption = { account: 'alice', credential: { ...credential, labels }, address: null };
    expect(await fits.source.resume(resumption)).toEqual({ ...REFUSED, why, account: 'alice' });
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
