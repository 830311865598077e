import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { startFakeIssuer } from '@wharfinger/fakes';
import { PART_NAMES } from '@wharfinger/local';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import type { Credentials } from './clients/registry-tool.ts';
import { createAccount, sendAsAdmin } from './http/admin-api.ts';
import { makeRoundTrip } from './http/round-trip.ts';
import {
  ADMIN_SERVICE,
  fetchRefreshToken,
  fetchToken,
  refreshToken,
  REGISTRY_SERVICE,
  requestToken,
} from './http/token-request.ts';
import { descendantsOf, readPartPids } from './system/processes.ts';
import { findTraces, PASSWORD_MARK, readSystemSecrets, type Secret, tracesIn } from './system/secret-traces.ts';
import { siteOf } from './system/stack-schema.ts';

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');
const AUDIENCE = 'https://registry.example';
/** docker_auth, in the token function's place, has none. */
const GIVES_REFRESH_TOKENS = (process.env['WHARFINGER_DOCKER_AUTH'] ?? '') === '';

let secrets: readonly Secret[] = [];

async function askAsAdmin(method: string, route: string, body: unknown): Promise<unknown> {
  const url = new URL(route, siteOf(stack).authnHook);
  const answer = await sendAsAdmin(stack, { method, url, scope: 'identity:default:write', body });
  expect(answer.ok).toBe(true);
  return await answer.json();
}

const signIn = async (username: string, password: string): Promise<number> =>
  (await requestToken(stack, { service: REGISTRY_SERVICE, scopes: [], credentials: { username, password } })).status;

/** What docker_auth's script sends: its caller secret, and what somebody typed. */
async function askHook(callerSecret: string, typed: string): Promise<number> {
  const answer = await fetch(new URL('/hooks/ext-auth', siteOf(stack).authnHook), {
    method: 'POST',
    headers: { authorization: `Bearer ${callerSecret}`, 'content-type': 'application/octet-stream' },
    body: typed,
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** A refresh token, used where it is good and where it isn't. */
async function useRefreshToken(account: Credentials): Promise<string> {
  const refresh = await fetchRefreshToken(stack, { credentials: account });
  expect((await refreshToken(stack, { refreshToken: refresh, scopes: [] })).status).toBe(200);
  expect((await refreshToken(stack, { refreshToken: `${refresh}x`, scopes: [] })).status).toBe(401);
  const url = new URL(`/v1/users/${account.username}`, siteOf(stack).authnHook);
  expect((await fetch(url, { headers: { authorization: `Bearer ${refresh}` } })).status).toBe(401);
  return refresh;
}

/** Lets the system see each kind of secret, right and wrong, in every place where somebody may put it. */
async function useSecrets(callerSecret: string): Promise<Secret[]> {
  const account = await createAccount(stack);
  await makeRoundTrip(stack, `${account.username}/app`, account);
  const registryToken = await fetchToken(stack, { service: REGISTRY_SERVICE, scopes: [], credentials: account });
  const adminToken = await fetchToken(stack, {
    service: ADMIN_SERVICE,
    scopes: ['identity:default:read,write'],
    credentials: stack.admin,
  });

  const { key } = z.object({ key: z.string() }).parse(
    await askAsAdmin('POST', `/v1/users/${account.username}/access-keys`, {
      name: 'searched for',
      scopes: null,
      expiresAt: null,
    }),
  );
  expect(await signIn(account.username, key)).toBe(200);

  const refresh = GIVES_REFRESH_TOKENS ? await useRefreshToken(account) : undefined;

  const issuer = await startFakeIssuer();
  const name = `secrets-${randomBytes(4).toString('hex')}`;
  await askAsAdmin('PUT', `/v1/trusts/${name}`, {
    issuer: issuer.issuer,
    audiences: [AUDIENCE],
    conditions: { repository: [name] },
    account: name,
  });
  const oidc = await issuer.sign({ aud: AUDIENCE, repository: name });
  expect(await signIn('oidc', oidc)).toBe(200);
  const foreign = await issuer.sign({ aud: 'https://other.example', repository: name });
  await issuer.close();

  const wrong = `${PASSWORD_MARK}${randomBytes(18).toString('base64url')}`;
  const mistyped = `${PASSWORD_MARK}${randomBytes(18).toString('base64url')}`;
  expect(await askHook(callerSecret, `${account.username} ${account.password}`)).toBe(200);
  expect(await askHook(callerSecret, `${account.username} ${wrong}`)).toBe(403);
  expect(await askHook(wrong, `${account.username} ${account.password}`)).toBe(401);
  const refusals = [
    signIn(account.username, wrong),
    signIn(mistyped, 'x'),
    signIn(account.username, `${key.slice(0, -1)}_`),
    signIn('nobody', key),
    signIn(key, 'x'),
    signIn('oidc', foreign),
  ];
  expect(await Promise.all(refusals)).toEqual(refusals.map(() => 401));
  return [
    ['password', account.password],
    ['wrong password', wrong],
    ['password in the place of the account', mistyped],
    ['access key', key],
    ...(refresh === undefined ? [] : [['refresh token', refresh] as const]),
    ['OIDC token', oidc],
    ['OIDC token for somebody else', foreign],
    ['token for the registry', registryToken],
    ["administrator's token", adminToken],
  ];
}

beforeAll(async () => {
  const own = await readSystemSecrets(stateDirectory);
  secrets = [...own, ...(await useSecrets(new Map(own).get('callerSecret') ?? ''))];
});

describe('what looks for secrets', () => {
  test('finds each of them, plain, in an address and in Base64', () => {
    for (const [name, value] of secrets) {
      const basic = Buffer.from(`alice:${value}`).toString('base64');
      for (const line of [`{"msg":"${value}"}`, `GET /?password=${encodeURIComponent(value)}`, `x ${basic} x`]) {
        expect([name, line, tracesIn(line, secrets)]).toEqual([name, line, expect.arrayContaining([name])]);
      }
    }
  });

  test.each([
    ['an access key', `whf_${'a'.repeat(48)}`],
    ['a JWT', 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln'],
    ['credentials of a request', 'authorization: Basic YWxpY2U6c2VjcmV0MTIz'],
    ['a password hash', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'],
    ['a password hash', '$2y$05$FrBrAwi4pDrfHQ7IS6Bpee2iRbMaJvc'],
    ['a private key', '-----BEGIN PRIVATE KEY-----'],
    ['a password of a test', `${PASSWORD_MARK}x`],
  ])('knows %s by its looks', (name, text) => {
    expect(tracesIn(text, [])).toEqual([name]);
  });

  test('finds nothing in what every log has', () => {
    expect(tracesIn('www-authenticate: Bearer realm="http://localhost:20000/auth/token",service="x"', secrets)).toEqual(
      [],
    );
  });
});

describe('the secrets of a system', () => {
  test('are found where they belong: in the configuration of the parts', async () => {
    expect(await findTraces(path.join(stateDirectory, 'config'), secrets)).toEqual(
      expect.arrayContaining(['registry.yml: notificationSecret', 'registry.yml: s3SecretAccessKey']),
    );
  });

  test('are in no log of a part that has been at work, nor are those of its users', async () => {
    const folder = path.join(stateDirectory, 'log');
    expect(await readdir(folder)).toEqual(expect.arrayContaining(PART_NAMES.map((name) => `${name}.log`)));
    expect(await findTraces(folder, secrets)).toEqual([]);
  });

  test('are in no argument of a process', async () => {
    const parts = [...(await readPartPids(stateDirectory)).values()];
    const children = await Promise.all(parts.map(async (pid) => await descendantsOf(pid)));
    const pids = [...parts, ...children.flat()];
    const lines = await Promise.all(
      pids.map(async (pid) => await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    expect(lines.filter((line) => line !== '').length).toBeGreaterThanOrEqual(PART_NAMES.length);
    expect(lines.flatMap((line) => tracesIn(line, secrets))).toEqual([]);
  });
});
