import { beforeAll, describe, expect, inject, test } from 'vitest';
import { createAccount } from './http/admin-api.ts';
import { FORGERIES, readGenuine, signAgain } from './http/forge-token.ts';
import type { Genuine } from './http/forge-token.ts';
import { openRepository } from './http/registry-session.ts';
import { ADMIN_SERVICE, fetchToken, REGISTRY_SERVICE } from './http/token-request.ts';
import { buildImage } from './images/image.ts';
import { siteOf } from './system/stack-schema.ts';

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');
const site = siteOf(stack);
const jwksUrl = new URL('/.well-known/jwks.json', site.registry);

async function statusWith(url: URL, token: string): Promise<Response> {
  return await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(15_000) });
}

async function fetchAdminToken(service: string): Promise<Genuine> {
  const scopes = ['audit:default:read'];
  const token = await fetchToken(stack, { service, scopes, credentials: stack.admin });
  return await readGenuine(token, { jwksUrl, service, stateDirectory });
}

describe('at the registry, through the edge, a token', () => {
  const target: { url: URL; genuine: Genuine; repository: string }[] = [];
  const theTarget = (): { url: URL; genuine: Genuine; repository: string } => {
    const [only] = target;
    if (only === undefined) {
      throw new Error('The target was not set up.');
    }
    return only;
  };

  beforeAll(async () => {
    const account = await createAccount(stack);
    const repository = `${account.username}/app`;
    await openRepository(stack, repository, account).push(buildImage({ seed: 'forged' }), 'v1');
    const scopes = [`repository:${repository}:pull,push,delete`];
    const token = await fetchToken(stack, { service: REGISTRY_SERVICE, scopes, credentials: account });
    const genuine = await readGenuine(token, { jwksUrl, service: REGISTRY_SERVICE, stateDirectory });
    target.push({ url: new URL(`/v2/${repository}/tags/list`, site.registry), genuine, repository });
  });

  test('that is genuine is accepted, and so is one signed again with the same key', async () => {
    const { url, genuine } = theTarget();
    expect((await statusWith(url, genuine.token)).status).toBe(200);
    expect((await statusWith(url, await signAgain(genuine))).status).toBe(200);
  });

  test.each(FORGERIES)('$title is refused with 401 and a challenge', async ({ forge }) => {
    const { url, genuine } = theTarget();
    const answer = await statusWith(url, await forge(genuine));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
  });

  test('for the administrators is refused', async () => {
    const { url, repository } = theTarget();
    const scopes = [`repository:${repository}:pull`];
    const token = await fetchToken(stack, { service: ADMIN_SERVICE, scopes, credentials: stack.admin });
    expect((await statusWith(url, token)).status).toBe(401);
  });

  test('for one repository is refused at another', async () => {
    const { genuine } = theTarget();
    const other = new URL('/v2/public/other/tags/list', site.registry);
    expect((await statusWith(other, genuine.token)).status).toBe(401);
  });
});

describe('at the admin API a token', () => {
  const url = new URL('/v1/records?repository=public/app', site.audit);
  test('that is genuine is accepted, and so is one signed again with the same key', async () => {
    const genuine = await fetchAdminToken(ADMIN_SERVICE);
    expect((await statusWith(url, genuine.token)).status).toBe(200);
    expect((await statusWith(url, await signAgain(genuine))).status).toBe(200);
  });

  test.each(FORGERIES)('$title is refused with 401', async ({ forge }) => {
    expect((await statusWith(url, await forge(await fetchAdminToken(ADMIN_SERVICE)))).status).toBe(401);
  });

  test('for the registry is refused', async () => {
    const genuine = await fetchAdminToken(REGISTRY_SERVICE);
    expect((await statusWith(url, genuine.token)).status).toBe(401);
  });
});
