import { randomBytes } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { CommandError } from './clients/run-command.ts';
import { createSandbox } from './clients/sandbox.ts';
import { createSkopeo } from './clients/skopeo.ts';
import { withTool } from './clients/with-tool.ts';
import { createAccount, sendAsAdmin } from './http/admin-api.ts';
import { openRepository } from './http/registry-session.ts';
import { fetchRecords } from './http/records.ts';
import { ADMIN_SERVICE, fetchToken, REGISTRY_SERVICE, requestToken } from './http/token-request.ts';
import { buildImage } from './images/image.ts';
import { hostOf, siteOf } from './system/stack-schema.ts';

const stack = inject('stack');
const site = siteOf(stack);

describe('an account', () => {
  test('pushes and pulls in its own name space', async () => {
    const account = await createAccount(stack);
    const session = openRepository(stack, `${account.username}/app`, account);
    await session.push(buildImage({ seed: 'own name space' }), 'v1');
    expect((await session.pullManifest('v1')).status).toBe(200);
  });

  test('is refused in the name space of another: no push, no pull, no delete, no tags, no mount', async () => {
    const [owner, stranger] = [await createAccount(stack, 'owner'), await createAccount(stack, 'stranger')];
    const image = buildImage({ seed: 'not yours' });
    const [layer] = image.layers;
    const repository = `${owner.username}/app`;
    await openRepository(stack, repository, owner).push(image, 'v1');

    const session = openRepository(stack, repository, stranger);
    await expect(session.push(buildImage({ seed: 'intruder' }), 'v2')).rejects.toThrow(/answered 401/);
    expect((await session.pullManifest('v1')).status).toBe(401);
    expect((await session.pullBlob(layer?.descriptor.digest ?? '')).status).toBe(401);
    expect((await session.send('GET', 'tags/list')).status).toBe(401);
    expect((await session.send('DELETE', 'manifests/v1')).status).toBe(401);
    const own = openRepository(stack, `${stranger.username}/stolen`, stranger);
    expect((await own.mountBlob(layer?.descriptor.digest ?? '', repository)).status).toBe(401);
    expect((await openRepository(stack, repository, owner).pullManifest('v1')).status).toBe(200);
  });

  test('whose name is the beginning of another is refused in the name space of the other', async () => {
    const account = await createAccount(stack, 'bob');
    const session = openRepository(stack, `${account.username}x/app`, account);
    await expect(session.push(buildImage({ seed: 'prefix' }), 'v1')).rejects.toThrow(/answered 401/);
  });

  test('gets the part of a scope that it may have, and a push outside its name space fails in a real client', async () => {
    const owner = await createAccount(stack, 'owner');
    await withTool(stack, createSkopeo, async ({ push }) => {
      const refused = push(buildImage({ seed: 'refused' }), `${owner.username}/app`, 'v1');
      await expect(refused).rejects.toThrow(CommandError);
      await expect(refused).rejects.toThrow(/access to the resource is denied|unauthorized/);
    });
    expect(await fetchRecords(stack, `${owner.username}/app`)).toEqual([]);
  });

  test('is no administrator: no user is made with its token', async () => {
    const account = await createAccount(stack);
    const token = await fetchToken(stack, {
      service: ADMIN_SERVICE,
      scopes: ['identity:default:write'],
      credentials: account,
    });
    const url = new URL('/v1/users/mallory', site.authnHook);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ password: 'a long enough password' });
    expect((await fetch(url, { method: 'PUT', headers, body })).status).toBe(403);
    const read = await sendAsAdmin(stack, { method: 'GET', url, scope: 'identity:default:read' });
    expect(read.status).toBe(404);
  });
});

describe('anonymous', () => {
  test('pulls public/** and nothing else', async () => {
    const account = await createAccount(stack);
    const image = buildImage({ seed: 'public' });
    const open = `public/${account.username}/app`;
    const closed = `${account.username}/app`;
    await openRepository(stack, open, account).push(image, 'v1');
    await openRepository(stack, closed, account).push(image, 'v1');

    const anonymous = openRepository(stack, open);
    expect((await anonymous.pullManifest('v1')).status).toBe(200);
    for (const layer of image.layers) {
      const blob = await anonymous.pullBlob(layer.descriptor.digest);
      expect(Buffer.from(blob.bytes).equals(layer.bytes)).toBe(true);
    }
    await expect(anonymous.push(buildImage({ seed: 'anonymous' }), 'v2')).rejects.toThrow(/answered 401/);
    expect((await anonymous.send('DELETE', 'manifests/v1')).status).toBe(401);
    expect((await openRepository(stack, closed).pullManifest('v1')).status).toBe(401);
  });

  test('pulls public/** with a client that never logged in', async () => {
    const account = await createAccount(stack);
    const repository = `public/${account.username}/client`;
    const image = buildImage({ seed: 'anonymous client' });
    await openRepository(stack, repository, account).push(image, 'v1');
    const sandbox = await createSandbox('anonymous');
    try {
      const tool = createSkopeo(sandbox, hostOf(stack));
      expect(await tool.resolve(`${hostOf(stack)}/${repository}:v1`)).toBe(image.manifest.descriptor.digest);
    } finally {
      await sandbox.remove();
    }
  });
});

describe('wrong credentials', () => {
  test.each([
    { what: 'a wrong password', username: stack.admin.username, password: 'not the password' },
    { what: 'an empty password', username: stack.admin.username, password: '' },
    { what: 'an unknown account', username: `nobody-${randomBytes(4).toString('hex')}`, password: 'any password' },
  ])('$what gets 401 with a challenge, and no token', async ({ username, password }) => {
    const answer = await requestToken(stack, {
      service: REGISTRY_SERVICE,
      scopes: ['repository:public/app:pull'],
      credentials: { username, password },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
  });

  test('a client with a wrong password can not log in', async () => {
    const sandbox = await createSandbox('wrong-password');
    try {
      const login = createSkopeo(sandbox, hostOf(stack)).login({ ...stack.admin, password: 'not the password' });
      await expect(login).rejects.toThrow(CommandError);
    } finally {
      await sandbox.remove();
    }
  });
});
