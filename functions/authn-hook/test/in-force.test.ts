import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';

import { createControlStoreUsers } from '../src/control-store-users.ts';
import type { UserDocument } from '../src/user-document.ts';
import { answerOf, type AuthnClient, createAuthnClient } from './authn-client.ts';
import { type AuthnServer, startAuthnServer } from './authn-server.ts';

const MAX_AGE_MS = 5000;
const PASSWORD = 'correct horse';
const answer = z.object({ kind: z.string(), maxAgeMs: z.number().optional(), credential: z.unknown().optional() });

let server: AuthnServer;
let client: AuthnClient;

beforeEach(async () => {
  server = await startAuthnServer({ identityMaxAgeMs: MAX_AGE_MS });
  client = createAuthnClient(server);
  await client.putUser('alice', { password: PASSWORD });
});

afterEach(() => server.close());

const ask = async (question: object) => answer.parse((await answerOf(await client.authenticate(question))).body);

/** As another instance of the function would, of whose writes this one isn't told. */
async function elsewhere(change: (user: UserDocument) => UserDocument): Promise<void> {
  const users = createControlStoreUsers({ bucket: server.bucket, maxAgeMs: 0, now: server.clock.now });
  const found = await users.read('alice');
  if (found.kind !== 'found') throw new Error(found.kind);
  await users.replace(change(found.value), found.etag);
}

const changes: [string, (user: UserDocument) => UserDocument][] = [
  ['a revoked key', (user) => ({ ...user, accessKeys: [] })],
  ['a disabled user', (user) => ({ ...user, disabled: true })],
];

test.each(changes)(
  '%s is refused when what was remembered of it is over, however late in the cache’s life it was asked',
  async (_title, change) => {
    const made = await client.write('POST', '/v1/users/alice/access-keys', {
      name: 'ci',
      scopes: null,
      expiresAt: null,
    });
    const { key } = z.object({ key: z.string() }).parse(await made.json());
    const question = { account: 'alice', password: key };
    expect(await ask(question)).toMatchObject({ kind: 'authenticated', maxAgeMs: MAX_AGE_MS });
    await elsewhere(change);
    server.clock.advance(3000);
    // Still from memory: and so it may be remembered for what is left, not for another five seconds.
    const late = await ask(question);
    expect(late).toMatchObject({ kind: 'authenticated', maxAgeMs: 2000 });
    server.clock.advance(late.maxAgeMs ?? 0);
    expect(await ask(question)).toMatchObject({ kind: 'refused' });
    expect(await ask({ account: 'alice', credential: late.credential })).toMatchObject({ kind: 'refused' });
  },
);

test('a changed password and a disabled user end what a password began within the same time', async () => {
  const { credential } = await ask({ account: 'alice', password: PASSWORD });
  await elsewhere((user) => ({ ...user, passwordVersion: 'another-version-of-it' }));
  server.clock.advance(MAX_AGE_MS - 1);
  expect(await ask({ account: 'alice', credential })).toMatchObject({ kind: 'authenticated', maxAgeMs: 1 });
  server.clock.advance(1);
  expect(await ask({ account: 'alice', credential })).toMatchObject({ kind: 'refused' });
});

test('what this instance wrote itself is in force at once', async () => {
  const made = await client.write('POST', '/v1/users/alice/access-keys', { name: 'ci', scopes: null, expiresAt: null });
  const { id, key } = z.object({ id: z.string(), key: z.string() }).parse(await made.json());
  expect(await ask({ account: 'alice', password: key })).toMatchObject({ kind: 'authenticated' });
  await client.write('DELETE', `/v1/users/alice/access-keys/${id}`);
  expect(await ask({ account: 'alice', password: key })).toMatchObject({ kind: 'refused' });
});
