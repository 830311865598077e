import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type FakeIssuer, startFakeIssuer } from '@wharfinger/fakes';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { CommandError } from './clients/run-command.ts';
import { createCrane } from './clients/crane.ts';
import type { Credentials, RegistryTool } from './clients/registry-tool.ts';
import { createSandbox } from './clients/sandbox.ts';
import { createSkopeo } from './clients/skopeo.ts';
import { eventually } from './eventually.ts';
import { createAccount, sendAsAdmin } from './http/admin-api.ts';
import { openRepository } from './http/registry-session.ts';
import { fetchRefreshToken, refreshToken, REGISTRY_SERVICE, requestToken } from './http/token-request.ts';
import { buildImage } from './images/image.ts';
import { writeOciLayout } from './images/oci-layout.ts';
import { hostOf, siteOf } from './system/stack-schema.ts';

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');
const AUDIENCE = 'https://registry.example';
/** A change of a trust is in force after this, and the rest is for a busy machine. */
const IN_FORCE_MS = 5000 + 3000;

let issuer: FakeIssuer;
const tokens: string[] = [];

beforeAll(async () => {
  issuer = await startFakeIssuer();
});

afterAll(() => issuer.close());

const trustUrl = (name: string): URL => new URL(`/v1/trusts/${name}`, siteOf(stack).authnHook);

/** Writes a trust in tokens for one repository of the issuer, and gives its name, which that repository has too. */
async function createTrust(change: Record<string, unknown> = {}): Promise<string> {
  const name = `team-${randomBytes(4).toString('hex')}`;
  const answer = await sendAsAdmin(stack, {
    method: 'PUT',
    url: trustUrl(name),
    scope: 'identity:default:write',
    body: {
      issuer: issuer.issuer,
      audiences: [AUDIENCE],
      conditions: { repository: [`acme/${name}`] },
      account: 'ci.${claims.repository_id}',
      ...change,
    },
  });
  expect(answer.status).toBe(201);
  return name;
}

/** What a job in the repository `acme/<name>` logs in with. */
async function jobOf(name: string, claims: Record<string, unknown> = {}, username = 'oidc'): Promise<Credentials> {
  const password = await issuer.sign({ aud: AUDIENCE, repository: `acme/${name}`, repository_id: name, ...claims });
  tokens.push(password);
  return { username, password };
}

const pullToken = async (credentials: Credentials): Promise<number> => {
  const answer = await requestToken(stack, { service: REGISTRY_SERVICE, scopes: [], credentials });
  await answer.arrayBuffer();
  return answer.status;
};

async function withClient(
  createTool: (...parameters: Parameters<typeof createCrane>) => RegistryTool,
  use: (tool: RegistryTool, push: (repository: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const sandbox = await createSandbox('workload');
  try {
    const tool = createTool(sandbox, hostOf(stack));
    const image = buildImage({ seed: 'workload' });
    const layout = path.join(sandbox.directory, 'layout');
    await writeOciLayout(layout, image, 'v1');
    await use(tool, async (repository) => {
      await tool.push(layout, 'v1', `${hostOf(stack)}/${repository}:v1`);
      return image.manifest.descriptor.digest;
    });
  } finally {
    await sandbox.remove();
  }
}

describe('a job pushes and pulls with the token of its issuer as the password', () => {
  test.each([
    ['crane', createCrane, (name: string) => ({ name, username: 'oidc' })],
    ['skopeo', createSkopeo, (name: string) => ({ name, username: `ci.${name}` })],
  ] as const)('%s', async (_client, createTool, userOf) => {
    const name = await createTrust();
    await withClient(createTool, async (tool, push) => {
      await tool.login(await jobOf(name, {}, userOf(name).username));
      const digest = await push(`ci.${name}/app`);
      expect(await tool.resolve(`${hostOf(stack)}/ci.${name}/app:v1`)).toBe(digest);
      await expect(push(`ci.another/app`)).rejects.toThrow(CommandError);
    });
  });

  test('though it is of nine kilobytes, as with the groups of some issuers', async () => {
    const name = await createTrust();
    const groups = Array.from({ length: 200 }, (_, index) => `a-group-with-a-long-name-${index}`);
    const job = await jobOf(name, { groups });
    expect(job.password.length).toBeGreaterThan(8000);
    expect(await pullToken(job)).toBe(200);
  });

  test('and what its labels allow: here those of an administrator', async () => {
    const name = await createTrust({ labels: { groups: ['administrators'] } });
    const other = await createAccount(stack, 'owner');
    const session = openRepository(stack, `${other.username}/app`, await jobOf(name));
    await session.push(buildImage({ seed: 'labels' }), 'v1');
    expect((await session.pullManifest('v1')).status).toBe(200);
    const plain = await createTrust({ labels: { groups: ['${claims.group}'] } });
    const stranger = openRepository(stack, `${other.username}/app`, await jobOf(plain, { group: 'builders' }));
    expect((await stranger.pullManifest('v1')).status).toBe(401);
  });
});

describe('a token is refused, and the same one with the right claim is not', () => {
  test.each([
    ['of another repository', { repository: 'mallory/app' }],
    ['for another audience', { aud: 'https://other.example' }],
    ['that has expired', { exp: 1 }],
    ['that makes no account', { repository_id: '../admin' }],
  ])('%s', async (_what, claims) => {
    const name = await createTrust();
    expect(await pullToken(await jobOf(name, claims))).toBe(401);
    expect(await pullToken(await jobOf(name))).toBe(200);
  });

  test('under the name of somebody else', async () => {
    const name = await createTrust();
    expect(await pullToken(await jobOf(name, {}, stack.admin.username))).toBe(401);
  });

  test('in a real client', async () => {
    const name = await createTrust();
    await withClient(createSkopeo, async (tool) => {
      await expect(tool.login(await jobOf(name, { repository: 'mallory/app' }))).rejects.toThrow(CommandError);
    });
  });

  test('while its trust is disabled or gone, within five seconds of the change', async () => {
    const name = await createTrust();
    const job = await jobOf(name);
    expect(await pullToken(job)).toBe(200);
    const scope = 'identity:default:write';
    const read = await sendAsAdmin(stack, { method: 'GET', url: trustUrl(name), scope: 'identity:default:read' });
    const headers = { 'if-match': read.headers.get('etag') ?? '' };
    const deleted = await sendAsAdmin(stack, { method: 'DELETE', url: trustUrl(name), scope, headers });
    expect(deleted.status).toBe(204);
    await eventually('the token is refused', async () => ((await pullToken(job)) === 401 ? true : undefined), {
      timeoutMs: IN_FORCE_MS,
    });
  });
});

test('keys are rotated at the issuer: new tokens are taken, old ones no more', async () => {
  const name = await createTrust();
  const old = await jobOf(name);
  expect(await pullToken(old)).toBe(200);
  await issuer.rotate();
  await eventually('a token of the new key is taken', async () =>
    (await pullToken(await jobOf(name))) === 200 ? true : undefined,
  );
  await eventually('one of the old key is refused', async () => ((await pullToken(old)) === 401 ? true : undefined));
});

test('a token that is good for one sign-in begins a session, which its trust ends', async () => {
  const name = await createTrust({ refuseReplay: true, sessionSeconds: 600 });
  const job = await jobOf(name);
  const session = await fetchRefreshToken(stack, { credentials: job });
  expect(await pullToken(job)).toBe(401);
  const scopes = [`repository:ci.${name}/app:pull,push`];
  const refresh = async (): Promise<number> => (await refreshToken(stack, { refreshToken: session, scopes })).status;
  expect(await refresh()).toBe(200);
  const read = await sendAsAdmin(stack, { method: 'GET', url: trustUrl(name), scope: 'identity:default:read' });
  const changed = await sendAsAdmin(stack, {
    method: 'PUT',
    url: trustUrl(name),
    scope: 'identity:default:write',
    headers: { 'if-match': read.headers.get('etag') ?? '' },
    body: { issuer: issuer.issuer, audiences: [AUDIENCE], account: 'ci', dedicated: true, disabled: true },
  });
  expect(changed.status).toBe(200);
  await eventually('the session has ended', async () => ((await refresh()) === 200 ? undefined : true), {
    timeoutMs: IN_FORCE_MS,
  });
});

test('no log holds a part of a token that was sent', async () => {
  const folder = path.join(stateDirectory, 'log');
  const parts = tokens.flatMap((token) => token.split('.').slice(1)).map((part) => part.slice(0, 40));
  expect(parts.length).toBeGreaterThan(20);
  const found = await Promise.all(
    (await readdir(folder)).map(async (file) => {
      const text = await readFile(path.join(folder, file), 'utf8');
      return parts.some((part) => text.includes(part)) ? [file] : [];
    }),
  );
  expect(found.flat()).toEqual([]);
});
