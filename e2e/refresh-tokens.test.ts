import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { EVERY_TOOL } from './clients/every-tool.ts';
import { createSandbox } from './clients/sandbox.ts';
import { storeIdentityToken } from './clients/store-identity-token.ts';
import { eventually } from './eventually.ts';
import { createAccount } from './http/admin-api.ts';
import { changeAccount } from './http/change-account.ts';
import { openRepository } from './http/registry-session.ts';
import { ADMIN_SERVICE, fetchRefreshToken, fetchToken, REGISTRY_SERVICE, refreshToken } from './http/token-request.ts';
import { buildImage } from './images/image.ts';
import { writeOciLayout } from './images/oci-layout.ts';
import { hostOf, siteOf } from './system/stack-schema.ts';

const stack = inject('stack');
const site = siteOf(stack);

/** What the design promises, and a little for the polling. */
const IN_FORCE_MS = 5000;
const SLACK_MS = 1000;

async function tokenOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json();
  return typeof body === 'object' && body !== null && 'token' in body ? String(body.token) : '';
}

describe('a refresh token', () => {
  test('pulls what was pushed, with a token of the subset that is granted', async () => {
    const account = await createAccount(stack);
    const repository = `${account.username}/app`;
    await openRepository(stack, repository, account).push(buildImage({ seed: 'refreshed' }), 'v1');
    const refreshed = await refreshToken(stack, {
      refreshToken: await fetchRefreshToken(stack, { credentials: account }),
      scopes: [`repository:${repository}:pull`, 'repository:somebody/else:pull'],
    });
    expect(refreshed.status).toBe(200);
    expect(await refreshed.clone().json()).toMatchObject({ scope: `repository:${repository}:pull` });
    const url = new URL(`/v2/${repository}/tags/list`, site.registry);
    const tags = await fetch(url, { headers: { authorization: `Bearer ${await tokenOf(refreshed)}` } });
    expect(await tags.json()).toEqual({ name: repository, tags: ['v1'] });
  });

  test.each(EVERY_TOOL)('in the stored login of $name pushes, pulls and copies', async ({ createTool }) => {
    const account = await createAccount(stack);
    const host = hostOf(stack);
    const login = { host, username: account.username };
    const sandbox = await createSandbox('identity-token');
    try {
      const tool = createTool(sandbox, host);
      await storeIdentityToken(sandbox, {
        ...login,
        refreshToken: await fetchRefreshToken(stack, { credentials: account }),
      });
      const image = buildImage({ seed: 'identity token' });
      const layout = path.join(sandbox.directory, 'layout');
      await writeOciLayout(layout, image, 'v1');
      const reference = `${host}/${account.username}/app:v1`;
      await tool.push(layout, 'v1', reference);
      expect(await tool.resolve(reference)).toBe(image.manifest.descriptor.digest);
      await tool.pull(reference, path.join(sandbox.directory, 'pulled'));
      await tool.copy(reference, `${host}/${account.username}/copy:v1`);
      expect(await tool.resolve(`${host}/${account.username}/copy:v1`)).toBe(image.manifest.descriptor.digest);
      await changeAccount(stack, account.username, { password: randomBytes(18).toString('base64url') });
      await eventually('the stored login is refused', async () => {
        const refused = await tool.resolve(reference).then(
          () => false,
          () => true,
        );
        return refused || undefined;
      });
    } finally {
      await sandbox.remove();
    }
  });

  test.each([
    ['another service', { service: ADMIN_SERVICE, scopes: ['identity:default:read'] }],
    ['another client', { clientId: 'my-tool', scopes: [] }],
  ])('is refused for %s', async (_title, change) => {
    const issued = await fetchRefreshToken(stack, { credentials: stack.admin });
    const answer = await refreshToken(stack, { refreshToken: issued, ...change });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant', errors: [{ code: 'UNAUTHORIZED' }] });
  });

  test('opens nothing by itself: not the registry, not an admin route', async () => {
    const issued = await fetchRefreshToken(stack, { credentials: stack.admin });
    const forAdmins = await fetchRefreshToken(stack, { credentials: stack.admin, service: ADMIN_SERVICE });
    for (const token of [issued, forAdmins]) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(new URL('/v2/', site.registry), { headers })).status).toBe(401);
      expect((await fetch(new URL('/v1/users/nobody', site.authnHook), { headers })).status).toBe(401);
    }
    const good = await refreshToken(stack, {
      refreshToken: forAdmins,
      service: ADMIN_SERVICE,
      scopes: ['identity:default:read'],
    });
    const headers = { authorization: `Bearer ${await tokenOf(good)}` };
    expect((await fetch(new URL('/v1/users/nobody', site.authnHook), { headers })).status).toBe(404);
  });

  test('is nothing that an access token can stand for', async () => {
    const token = await fetchToken(stack, { service: REGISTRY_SERVICE, scopes: [], credentials: stack.admin });
    expect((await refreshToken(stack, { refreshToken: token, scopes: [] })).status).toBe(401);
  });
});

describe('within five seconds a refresh token ends with', () => {
  test.each([
    ['a changed password', { password: randomBytes(18).toString('base64url') }],
    ['a disabled user', { disabled: true }],
  ])('%s', async (_title, change) => {
    const account = await createAccount(stack);
    const issued = await fetchRefreshToken(stack, { credentials: account });
    const refresh = (): Promise<Response> => refreshToken(stack, { refreshToken: issued, scopes: [] });
    expect((await refresh()).status).toBe(200);

    await changeAccount(stack, account.username, change);
    const changedAt = performance.now();
    const refused = await eventually('the refresh token is refused', async () => {
      const answer = await refresh();
      return answer.status === 200 ? undefined : answer;
    });
    expect(performance.now() - changedAt).toBeLessThan(IN_FORCE_MS + SLACK_MS);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: 'invalid_grant' });
  });
});

test('a refresh token of a disabled user stays refused when the user is enabled, and a new one is good', async () => {
  const account = await createAccount(stack);
  const issued = await fetchRefreshToken(stack, { credentials: account });
  const refresh = (token: string): Promise<Response> => refreshToken(stack, { refreshToken: token, scopes: [] });
  expect((await refresh(issued)).status).toBe(200);
  await changeAccount(stack, account.username, { disabled: true });
  await changeAccount(stack, account.username, { disabled: false });
  await eventually('the refresh token is refused', async () =>
    (await refresh(issued)).status === 401 ? true : undefined,
  );
  const renewed = await eventually('the password is good again', () =>
    fetchRefreshToken(stack, { credentials: account }).catch(() => undefined),
  );
  expect((await refresh(renewed)).status).toBe(200);
  expect((await refresh(issued)).status).toBe(401);
});
