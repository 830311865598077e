import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';

import { createControlStoreUsers } from '../src/control-store-users.ts';
import { answerOf, type AuthnClient, createAuthnClient, etagOf } from './authn-client.ts';
import { type AuthnServer, startAuthnServer } from './authn-server.ts';
import { clock, issuer, open, signed, trustWith } from './workload-under-test.ts';

const PASSWORD = 'correct horse';
const made = z.object({ key: z.string() });
const answer = z.object({ kind: z.string(), why: z.string().optional(), credential: z.unknown().optional() });

let server: AuthnServer;
let client: AuthnClient;

beforeEach(async () => {
  server = await startAuthnServer({});
  client = createAuthnClient(server);
  await client.putUser('alice', { password: PASSWORD });
});

afterEach(() => server.close());
afterAll(() => issuer.close());

const ask = async (question: object) => answer.parse((await answerOf(await client.authenticate(question))).body);

async function setDisabled(...states: boolean[]): Promise<void> {
  for (const disabled of states) {
    const ifMatch = { 'if-match': etagOf(await client.getUser('alice')) };
    expect((await client.putUser('alice', { disabled }, ifMatch)).status).toBe(200);
  }
}

async function accessKey(): Promise<string> {
  const body = { name: 'ci', scopes: null, expiresAt: null };
  return made.parse(await (await client.write('POST', '/v1/users/alice/access-keys', body)).json()).key;
}

test.each([
  ['a password', async () => PASSWORD],
  ['an access key', accessKey],
])('what %s began ends with disabling for good, and %s itself is good again', async (_title, secretOf) => {
  const password = await secretOf();
  const before = await ask({ account: 'alice', password });
  await setDisabled(true, false);
  const resume = { account: 'alice', credential: before.credential };
  expect(await ask(resume)).toMatchObject({ kind: 'refused', why: 'disabled-since' });
  const between = await ask({ account: 'alice', password });
  expect(await ask({ account: 'alice', credential: between.credential })).toMatchObject({ kind: 'authenticated' });
  await setDisabled(true, false);
  expect(await ask({ account: 'alice', credential: between.credential })).toMatchObject({ why: 'disabled-since' });
  expect(await ask(resume)).toMatchObject({ why: 'disabled-since' });
});

test('a write that leaves the user as enabled, or as disabled, as it was ends nothing more', async () => {
  await setDisabled(true, true, false, false);
  const { credential } = await ask({ account: 'alice', password: PASSWORD });
  expect(credential).toMatchObject({ version: expect.stringMatching(/^[^.]+\.1$/) });
  await setDisabled(false);
  expect(await ask({ account: 'alice', credential })).toMatchObject({ kind: 'authenticated' });
});

test('what a workload began as a user ends so as well', async () => {
  const { addUser, bucket, signIn, source } = await open(trustWith({ sessionSeconds: 3600, account: 'alice' }));
  await addUser('alice');
  const begun = await signIn(await signed());
  if (begun.kind !== 'authenticated') throw new Error(begun.kind);
  const resume = async () => source.resume({ account: 'alice', credential: begun.credential, address: null });
  expect(await resume()).toMatchObject({ kind: 'authenticated' });
  const users = createControlStoreUsers({ bucket, maxAgeMs: 0, now: clock.now });
  const found = await users.read('alice');
  if (found.kind !== 'found') throw new Error(found.kind);
  await users.replace({ ...found.value, generation: 1 }, found.etag);
  clock.advance(5000);
  expect(await resume()).toMatchObject({ kind: 'refused', why: 'ci: the user of the account was disabled since' });
  expect(await signIn(await signed())).toMatchObject({ kind: 'authenticated', credential: { version: 'v1.1' } });
});
